import type { StaffWords } from '../words.ts'

export const nl: StaffWords = {
  pairTitle: 'Koppel deze tablet',
  pairText:
    'Open in het dashboard ‘Devices’, kies ‘Add a device’ en typ deze code. Of scan hem met een telefoon die is ingelogd.',
  pairQr: 'Dezelfde code, om te scannen',
  pairNew: time => `Nieuwe code over ${time}`,
  pairFetching: 'Code opvragen…',
  offline: 'Even geen verbinding met de server. Deze tablet blijft het proberen.',
  installTitle: 'Eerst naar het beginscherm',
  installText:
    'Op een iPad heeft een app op het beginscherm een eigen opslag. Koppel hem daar, dan blijft hij gekoppeld.',
  installSteps: [
    'Raak in Safari de deelknop aan.',
    'Kies ‘Zet op beginscherm’ en dan ‘Voeg toe’.',
    'Sluit Safari en open CustomerInfo vanaf het beginscherm.',
  ],
  installAnyway: 'Toch hier koppelen',
  fetchingTitle: 'Gekoppeld',
  fetchingText: 'Het formulier van je winkel wordt opgehaald. Dat duurt even.',
  endedTitle: {
    revoked: 'Deze tablet is ontkoppeld',
    replaced: 'Een andere tablet staat nu op deze plek',
    stolen: 'Deze tablet is als gestolen gemeld',
  },
  endedText: {
    revoked: at =>
      `Iemand van je team heeft de koppeling beëindigd op ${at}. Hier worden geen inschrijvingen meer aangenomen.`,
    replaced: at =>
      `Op ${at} is een andere tablet aan deze plek gekoppeld. Hier worden geen inschrijvingen meer aangenomen.`,
    stolen: at => `Iemand van je team heeft dat gemeld op ${at}. Hier worden geen inschrijvingen meer aangenomen.`,
  },
  endedWaiting: count =>
    count === 1
      ? 'Eén inschrijving wacht hier nog, verzegeld. Die wordt vanzelf ingeleverd.'
      : `${count} inschrijvingen wachten hier nog, verzegeld. Die worden vanzelf ingeleverd.`,
  endedEmpty: 'Alles wat hier is ingeschreven, is ingeleverd.',
  endedKept: count =>
    count === 1
      ? 'Eén inschrijving wordt hier verzegeld bewaard.'
      : `${count} inschrijvingen worden hier verzegeld bewaard.`,
  pairAgain: 'Koppel deze tablet opnieuw',
  awayTitle: 'De kioskstand is uit',
  awayText: 'Klanten kunnen zich nu niet inschrijven. Wat al is ingeschreven, wordt nog ingeleverd.',
  resume: 'Terug naar de toonbank',
  brokenTitle: 'Dit scherm struikelde',
  brokenText: 'Van wat is ingeschreven, gaat niets verloren. De tablet start vanzelf opnieuw.',
  noStorageTitle: 'Deze browser bewaart niets',
  noStorageText:
    'Inschrijvingen zouden verloren kunnen gaan, daarom worden er geen aangenomen. Verlaat de privémodus of maak ruimte vrij en begin opnieuw.',
  startAgain: 'Begin opnieuw',
  staffTitle: 'Personeel',
  back: 'Terug naar de toonbank',
  whoServes: 'Wie helpt?',
  nobody: 'Niemand in het bijzonder',
  noStaff: 'Voeg namen toe in het dashboard, bij Winkels.',
  thisTablet: 'Deze tablet',
  waiting: 'Nog te versturen',
  waitingCount: count => (count === 0 ? 'Niets' : count === 1 ? 'Eén inschrijving' : `${count} inschrijvingen`),
  left: count => `Nog ${count} van een eerdere koppeling`,
  lastSync: 'Laatste contact',
  never: 'Nog niet',
  storage: 'Opslag',
  storageSafe: 'Blijft bewaard',
  storageAtRisk: 'Kan worden gewist',
  storageUnsafe: 'De browser kan die wissen als er weinig ruimte is. Zet de app op het beginscherm.',
  storageUnknown: 'De browser zegt het niet',
  name: 'Naam',
  version: 'Versie',
  missing: count =>
    count === 1
      ? 'Eén inschrijving van deze tablet is niet aangekomen.'
      : `${count} inschrijvingen van deze tablet zijn niet aangekomen.`,
  refused: count =>
    count === 1
      ? 'Eén inschrijving kon de server niet lezen. Die blijft hier bewaard.'
      : `${count} inschrijvingen kon de server niet lezen. Die blijven hier bewaard.`,
  tryAgain: 'Probeer opnieuw',
  recent: 'Laatste inschrijvingen',
  recentNone: 'Nog geen. De volgende verschijnt hier binnen een seconde.',
  recentOffline: 'Even geen verbinding, dus deze lijst kan oud zijn.',
  locked: 'Namen zijn alleen voor het personeel.',
  unlock: 'Voer de pincode in',
  noPin: 'Er is geen pincode: iedereen kan dit openen. Stel er een in, in het dashboard bij Winkels.',
  leave: 'Kioskstand verlaten',
  guide: 'Zet de tablet vast op deze app',
  pin: 'Pincode van het personeel',
  pinWrong: 'Dat is niet de pincode.',
  pinWait: seconds => `Te vaak geprobeerd. Wacht ${seconds} seconden.`,
  erase: 'Wissen',
  cancel: 'Annuleren',
  done: 'Klaar',
  open: 'Open',
  state: {
    pending: 'Wacht',
    delivering: 'Onderweg',
    delivered: 'Afgeleverd',
    retrying: 'Wordt opnieuw geprobeerd',
    parked: 'Vraagt aandacht',
    skipped: 'Niet verstuurd',
  },
  noConnection: 'Bewaard, er is geen CRM verbonden',
  guideTitle: 'Zet de tablet vast op deze app',
  guideText: 'Een webpagina kan klanten niet tegenhouden om haar te verlaten. De tablet zelf wel.',
  guideIpad: 'iPad: begeleide toegang',
  guideIpadSteps: [
    'Open Instellingen, Toegankelijkheid, Begeleide toegang en zet het aan.',
    'Stel bij de toegangscode een code in die het personeel kent.',
    'Open CustomerInfo, druk drie keer op de bovenste knop en kies ‘Start’.',
    'Stoppen: weer drie keer drukken en de code typen.',
  ],
  guideAndroid: 'Android: app vastzetten',
  guideAndroidSteps: [
    'Open Instellingen, Beveiliging, App vastzetten en zet het aan, met ‘Vraag om pincode’.',
    'Open CustomerInfo en dan het overzicht van open apps.',
    'Raak het pictogram van CustomerInfo aan en kies ‘Vastzetten’.',
    'Stoppen: houd Terug en Overzicht samen ingedrukt en voer de pincode in.',
  ],
}
