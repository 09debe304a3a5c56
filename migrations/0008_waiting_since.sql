-- Since when a delivery has been waiting: from its beginning, or anew from the replay of a parked one. After 30 days it is parked.
alter table app.deliveries add waiting_since timestamptz not null default now();
-- When the present trouble of a connection began; null while all is well.
alter table app.connections add trouble_since timestamptz;
-- Counts what members change: an answer to a call that was made before says nothing about the connection of now.
alter table app.connections add epoch integer not null default 0;
