import type { StaffWords } from '../words.ts'

export const fr: StaffWords = {
  pairTitle: 'Associer cette tablette',
  pairText:
    'Dans le tableau de bord, ouvrez « Devices », choisissez « Add a device » et saisissez ce code. Ou scannez-le avec un téléphone connecté.',
  pairQr: 'Le même code, à scanner',
  pairNew: time => `Nouveau code dans ${time}`,
  pairFetching: 'Demande d’un code…',
  offline: 'Pas de connexion au serveur pour l’instant. Cette tablette continue d’essayer.',
  installTitle: 'D’abord, sur l’écran d’accueil',
  installText: 'Sur un iPad, une app de l’écran d’accueil a son propre stockage. Associez-la là, et elle le reste.',
  installSteps: [
    'Touchez le bouton Partager de Safari.',
    'Choisissez « Sur l’écran d’accueil », puis « Ajouter ».',
    'Fermez Safari et ouvrez CustomerInfo depuis l’écran d’accueil.',
  ],
  installAnyway: 'Associer ici malgré tout',
  fetchingTitle: 'Associée',
  fetchingText: 'Le formulaire de votre magasin arrive. Un instant.',
  endedTitle: {
    revoked: 'Cette tablette a été dissociée',
    replaced: 'Une autre tablette a pris cette place',
    stolen: 'Cette tablette a été déclarée volée',
  },
  endedText: {
    revoked: at => `Quelqu’un de votre équipe a mis fin à l’association le ${at}. Elle ne prend plus d’inscriptions.`,
    replaced: at => `Une autre tablette a été associée à cette place le ${at}. Celle-ci ne prend plus d’inscriptions.`,
    stolen: at => `Quelqu’un de votre équipe l’a déclarée le ${at}. Elle ne prend plus d’inscriptions.`,
  },
  endedWaiting: count =>
    count === 1
      ? 'Une inscription attend encore ici, scellée. Elle sera remise d’elle-même.'
      : `${count} inscriptions attendent encore ici, scellées. Elles seront remises d’elles-mêmes.`,
  endedEmpty: 'Tout ce qui a été inscrit ici a été remis.',
  endedKept: count =>
    count === 1
      ? 'Une inscription est conservée ici, scellée.'
      : `${count} inscriptions sont conservées ici, scellées.`,
  pairAgain: 'Associer de nouveau cette tablette',
  awayTitle: 'Le mode kiosque est désactivé',
  awayText: 'Les clients ne peuvent pas s’inscrire maintenant. Les inscriptions déjà prises continuent d’être remises.',
  resume: 'Retour au comptoir',
  brokenTitle: 'Cet écran a trébuché',
  brokenText: 'Aucune inscription n’est perdue. La tablette redémarre d’elle-même.',
  noStorageTitle: 'Ce navigateur ne garde rien',
  noStorageText:
    'Des inscriptions pourraient se perdre, aucune n’est donc prise. Quittez la navigation privée ou libérez de la place, puis recommencez.',
  startAgain: 'Recommencer',
  staffTitle: 'Équipe',
  back: 'Retour au comptoir',
  whoServes: 'Qui sert ?',
  nobody: 'Personne en particulier',
  noStaff: 'Ajoutez des noms dans le tableau de bord, sous Magasins.',
  thisTablet: 'Cette tablette',
  waiting: 'À envoyer',
  waitingCount: count => (count === 0 ? 'Rien' : count === 1 ? 'Une inscription' : `${count} inscriptions`),
  left: count => `Encore ${count} d’une association précédente`,
  lastSync: 'Dernier contact',
  never: 'Pas encore',
  storage: 'Stockage',
  storageSafe: 'Conservé',
  storageAtRisk: 'Peut être vidé',
  storageUnsafe: 'Le navigateur peut le vider si la place manque. Installez l’app sur l’écran d’accueil.',
  storageUnknown: 'Le navigateur ne le dit pas',
  name: 'Nom',
  version: 'Version',
  missing: count =>
    count === 1
      ? 'Une inscription de cette tablette n’est pas arrivée.'
      : `${count} inscriptions de cette tablette ne sont pas arrivées.`,
  refused: count =>
    count === 1
      ? 'Le serveur n’a pas pu lire une inscription. Elle est conservée ici.'
      : `Le serveur n’a pas pu lire ${count} inscriptions. Elles sont conservées ici.`,
  tryAgain: 'Réessayer',
  recent: 'Dernières inscriptions',
  recentNone: 'Aucune pour l’instant. La prochaine apparaît ici en une seconde.',
  recentOffline: 'Pas de connexion pour l’instant : cette liste peut dater.',
  locked: 'Les noms sont réservés à l’équipe.',
  unlock: 'Saisir le code PIN',
  noPin:
    'Aucun code PIN : tout le monde peut ouvrir cette vue. Définissez-en un dans le tableau de bord, sous Magasins.',
  leave: 'Quitter le mode kiosque',
  guide: 'Verrouiller la tablette sur cette app',
  pin: 'Code PIN de l’équipe',
  pinWrong: 'Ce n’est pas le bon code.',
  pinWait: seconds => `Trop d’essais. Attendez ${seconds} secondes.`,
  erase: 'Effacer',
  cancel: 'Annuler',
  done: 'Terminé',
  open: 'Ouvrir',
  state: {
    pending: 'En attente',
    delivering: 'En route',
    delivered: 'Remise',
    retrying: 'Nouvel essai prévu',
    parked: 'À regarder',
    skipped: 'Non envoyée',
  },
  noConnection: 'Conservée, aucun CRM connecté',
  guideTitle: 'Verrouiller la tablette sur cette app',
  guideText: 'Une page web ne peut pas empêcher qu’on la quitte. La tablette elle-même le peut.',
  guideIpad: 'iPad : Accès guidé',
  guideIpadSteps: [
    'Ouvrez Réglages, Accessibilité, Accès guidé et activez-le.',
    'Dans « Réglages du code », choisissez un code que l’équipe connaît.',
    'Ouvrez CustomerInfo, appuyez trois fois sur le bouton supérieur, puis « Démarrer ».',
    'Pour arrêter, appuyez de nouveau trois fois et saisissez le code.',
  ],
  guideAndroid: 'Android : épinglage d’app',
  guideAndroidSteps: [
    'Ouvrez Paramètres, Sécurité, Épinglage d’app et activez-le, avec la demande du code.',
    'Ouvrez CustomerInfo, puis l’aperçu des apps ouvertes.',
    'Touchez l’icône de CustomerInfo et choisissez « Épingler ».',
    'Pour arrêter, maintenez Retour et Aperçu ensemble et saisissez le code.',
  ],
}
