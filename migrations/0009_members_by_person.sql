-- Each request of the dashboard asks which accounts its person is a member of.
create index members_by_person on app.members (person_id);
