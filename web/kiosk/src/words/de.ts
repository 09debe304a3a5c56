import type { StaffWords } from '../words.ts'

export const de: StaffWords = {
  pairTitle: 'Dieses Tablet koppeln',
  pairText:
    'Öffnen Sie im Dashboard „Devices“, wählen Sie „Add a device“ und tippen Sie diesen Code. Oder scannen Sie ihn mit einem angemeldeten Handy.',
  pairQr: 'Derselbe Code, zum Scannen',
  pairNew: time => `Neuer Code in ${time}`,
  pairFetching: 'Code wird angefordert…',
  offline: 'Gerade keine Verbindung zum Server. Dieses Tablet versucht es weiter.',
  installTitle: 'Zuerst auf den Home-Bildschirm',
  installText:
    'Auf dem iPad hat eine App auf dem Home-Bildschirm ihren eigenen Speicher. Dort gekoppelt, bleibt sie gekoppelt.',
  installSteps: [
    'Tippen Sie in Safari auf „Teilen“.',
    'Wählen Sie „Zum Home-Bildschirm“, dann „Hinzufügen“.',
    'Schließen Sie Safari und öffnen Sie CustomerInfo vom Home-Bildschirm aus.',
  ],
  installAnyway: 'Trotzdem hier koppeln',
  fetchingTitle: 'Gekoppelt',
  fetchingText: 'Das Formular Ihres Geschäfts wird geholt. Das dauert einen Moment.',
  endedTitle: {
    revoked: 'Dieses Tablet wurde entkoppelt',
    replaced: 'Ein anderes Tablet steht jetzt an diesem Platz',
    stolen: 'Dieses Tablet wurde als gestohlen gemeldet',
  },
  endedText: {
    revoked: at =>
      `Jemand aus Ihrem Team hat die Kopplung beendet: ${at}. Hier werden keine Anmeldungen mehr angenommen.`,
    replaced: at =>
      `An diesen Platz wurde ein anderes Tablet gekoppelt: ${at}. Hier werden keine Anmeldungen mehr angenommen.`,
    stolen: at => `Jemand aus Ihrem Team hat es gemeldet: ${at}. Hier werden keine Anmeldungen mehr angenommen.`,
  },
  endedWaiting: count =>
    count === 1
      ? 'Eine Anmeldung wartet hier noch, versiegelt. Sie wird von selbst abgegeben.'
      : `${count} Anmeldungen warten hier noch, versiegelt. Sie werden von selbst abgegeben.`,
  endedEmpty: 'Alles, was hier angemeldet wurde, ist abgegeben.',
  endedKept: count =>
    count === 1
      ? 'Eine Anmeldung wird hier versiegelt aufbewahrt.'
      : `${count} Anmeldungen werden hier versiegelt aufbewahrt.`,
  pairAgain: 'Dieses Tablet neu koppeln',
  awayTitle: 'Der Kioskmodus ist aus',
  awayText: 'Kundinnen und Kunden können sich jetzt nicht anmelden. Was angemeldet wurde, wird weiter abgegeben.',
  resume: 'Zurück zur Theke',
  brokenTitle: 'Dieser Bildschirm ist gestolpert',
  brokenText: 'Von den Anmeldungen ist nichts verloren. Das Tablet startet von selbst neu.',
  noStorageTitle: 'Dieser Browser behält nichts',
  noStorageText:
    'Anmeldungen könnten verloren gehen, deshalb werden keine angenommen. Verlassen Sie den privaten Modus oder schaffen Sie Platz und beginnen Sie neu.',
  startAgain: 'Neu beginnen',
  staffTitle: 'Personal',
  back: 'Zurück zur Theke',
  whoServes: 'Wer bedient?',
  nobody: 'Niemand Bestimmtes',
  noStaff: 'Fügen Sie im Dashboard unter „Geschäfte“ Namen hinzu.',
  thisTablet: 'Dieses Tablet',
  waiting: 'Noch zu senden',
  waitingCount: count => (count === 0 ? 'Nichts' : count === 1 ? 'Eine Anmeldung' : `${count} Anmeldungen`),
  left: count => `Noch ${count} aus einer früheren Kopplung`,
  lastSync: 'Letzter Kontakt',
  never: 'Noch keiner',
  storage: 'Speicher',
  storageSafe: 'Bleibt erhalten',
  storageAtRisk: 'Kann geleert werden',
  storageUnsafe: 'Der Browser kann ihn leeren, wenn der Platz knapp wird. Legen Sie die App auf den Home-Bildschirm.',
  storageUnknown: 'Der Browser sagt es nicht',
  name: 'Name',
  version: 'Version',
  missing: count =>
    count === 1
      ? 'Eine Anmeldung dieses Tablets ist nicht angekommen.'
      : `${count} Anmeldungen dieses Tablets sind nicht angekommen.`,
  refused: count =>
    count === 1
      ? 'Eine Anmeldung konnte der Server nicht lesen. Sie bleibt hier aufbewahrt.'
      : `${count} Anmeldungen konnte der Server nicht lesen. Sie bleiben hier aufbewahrt.`,
  tryAgain: 'Noch einmal versuchen',
  recent: 'Letzte Anmeldungen',
  recentNone: 'Noch keine. Die nächste erscheint hier innerhalb einer Sekunde.',
  recentOffline: 'Gerade keine Verbindung, die Liste kann also alt sein.',
  locked: 'Namen sieht nur das Personal.',
  unlock: 'PIN eingeben',
  noPin: 'Es ist keine PIN gesetzt: Jeder kann diese Ansicht öffnen. Setzen Sie eine im Dashboard unter „Geschäfte“.',
  leave: 'Kioskmodus verlassen',
  guide: 'Tablet auf diese App festlegen',
  pin: 'PIN des Personals',
  pinWrong: 'Das ist nicht die PIN.',
  pinWait: seconds => `Zu viele Versuche. Warten Sie ${seconds} Sekunden.`,
  erase: 'Löschen',
  cancel: 'Abbrechen',
  done: 'Fertig',
  open: 'Öffnen',
  state: {
    pending: 'Wartet',
    delivering: 'Unterwegs',
    delivered: 'Zugestellt',
    retrying: 'Neuer Versuch folgt',
    parked: 'Bitte ansehen',
    skipped: 'Nicht gesendet',
  },
  noConnection: 'Aufbewahrt, kein CRM verbunden',
  guideTitle: 'Tablet auf diese App festlegen',
  guideText: 'Eine Webseite kann niemanden daran hindern, sie zu verlassen. Das Tablet selbst kann es.',
  guideIpad: 'iPad: Geführter Zugriff',
  guideIpadSteps: [
    'Öffnen Sie Einstellungen, Bedienungshilfen, Geführter Zugriff und schalten Sie ihn ein.',
    'Legen Sie unter „Code-Einstellungen“ einen Code fest, den das Personal kennt.',
    'Öffnen Sie CustomerInfo, drücken Sie dreimal die obere Taste und wählen Sie „Starten“.',
    'Zum Beenden wieder dreimal drücken und den Code eingeben.',
  ],
  guideAndroid: 'Android: App anpinnen',
  guideAndroidSteps: [
    'Öffnen Sie Einstellungen, Sicherheit, App anpinnen und schalten Sie es ein, mit PIN-Abfrage.',
    'Öffnen Sie CustomerInfo, dann die Übersicht der offenen Apps.',
    'Tippen Sie auf das Symbol von CustomerInfo und wählen Sie „Anpinnen“.',
    'Zum Beenden „Zurück“ und „Übersicht“ zugleich halten und die PIN eingeben.',
  ],
}
