import { type FormDraft, welcomeTemplate } from '../domain/forms/index.ts'

/** The demo shop's own words over the form that every shop begins with. */
export function demoForm(shop: string): FormDraft {
  const template = welcomeTemplate(shop, { code: 'RYE-7K4M', barcode: 'code128' })
  return {
    ...template,
    words: {
      invitation: {
        en: 'A free loaf for joining us',
        nl: 'Een gratis brood als je je aanmeldt',
        de: 'Ein Brot als Dankeschön fürs Mitmachen',
        fr: 'Un pain offert à l’inscription',
      },
      promise: {
        en: 'Fresh bread news on Fridays, a bottle worth knowing once a month, and nothing else.',
        nl: 'Op vrijdag nieuws over vers brood, eens per maand een fles die je moet kennen, en verder niets.',
        de: 'Freitags Neues vom frischen Brot, einmal im Monat eine Flasche, die man kennen sollte, und sonst nichts.',
        fr: 'Le vendredi, des nouvelles du pain frais ; une fois par mois, une bouteille à connaître ; et rien d’autre.',
      },
      thanks: {
        en: 'Good to have you at the table.',
        nl: 'Fijn dat je aanschuift.',
        de: 'Schön, dass Sie mit am Tisch sitzen.',
        fr: 'Ravis de vous avoir à notre table.',
      },
      offer: {
        en: 'Your free loaf: show this code at the till',
        nl: 'Je gratis brood: laat deze code zien bij de kassa',
        de: 'Ihr Brot: Zeigen Sie diesen Code an der Kasse',
        fr: 'Votre pain offert : présentez ce code à la caisse',
      },
    },
  }
}
