import type { FormDraft } from './publish.ts'

const languages = ['en', 'nl', 'de', 'fr']
const spoken: Record<string, string> = {
  NL: 'nl',
  BE: 'nl',
  DE: 'de',
  AT: 'de',
  CH: 'de',
  LI: 'de',
  FR: 'fr',
  LU: 'fr',
  MC: 'fr',
}

/**
 * The form that every shop begins with: who are you, may we write to you, and a welcome at the end. `offer` is the code
 * that the shopper shows at the till; without one the thanks stand alone. `country`: its language is the one that the
 * tablet waits in, English where we do not speak it.
 */
export function welcomeTemplate(shop: string, offer: FormDraft['offer'] = null, country = ''): FormDraft {
  const first = spoken[country] ?? 'en'
  return {
    name: 'Welcome',
    languages: [first, ...languages.filter(language => language !== first)],
    fields: [
      { key: 'firstName', required: true },
      { key: 'lastName', required: false },
      { key: 'email', required: true },
      { key: 'phone', required: false },
      { key: 'birthday', required: false },
    ],
    words: {
      invitation: {
        en: `Hear from ${shop} first`,
        nl: `Hoor als eerste van ${shop}`,
        de: `Von ${shop} als Erste hören`,
        fr: `Les nouvelles de ${shop}, avant tout le monde`,
      },
      promise: {
        en: 'Twenty seconds, and you are on the list. We write rarely, and only when it is worth your while.',
        nl: 'Twintig seconden, en je staat op de lijst. We schrijven zelden, en alleen als het de moeite waard is.',
        de: 'Zwanzig Sekunden, und Sie sind dabei. Wir schreiben selten und nur, wenn es sich für Sie lohnt.',
        fr: 'Vingt secondes, et c’est fait. Nous écrivons rarement, et seulement quand cela en vaut la peine.',
      },
      thanks: {
        en: 'Good to have you with us.',
        nl: 'Fijn dat je erbij bent.',
        de: 'Schön, dass Sie dabei sind.',
        fr: 'Ravis de vous compter parmi nous.',
      },
      offer: {
        en: 'Show this code at the till',
        nl: 'Laat deze code zien bij de kassa',
        de: 'Zeigen Sie diesen Code an der Kasse',
        fr: 'Présentez ce code à la caisse',
      },
    },
    consents: [
      {
        purpose: 'email',
        required: false,
        texts: {
          en: {
            text: `Yes, ${shop} may send me news and offers by e-mail. I can stop this at any time.`,
            details: `${shop} uses your e-mail address and name to send you news and offers about its own products, and keeps them until you unsubscribe. Every mail has a link with which you do that, or ask at the till. Ticking this box is not needed for signing up or for buying anything.`,
          },
          nl: {
            text: `Ja, ${shop} mag mij per e-mail nieuws en aanbiedingen sturen. Ik kan dit altijd stopzetten.`,
            details: `${shop} gebruikt je e-mailadres en naam om je nieuws en aanbiedingen over de eigen producten te sturen, en bewaart ze tot je je afmeldt. Dat kan met de link in elke mail, of aan de kassa. Je hoeft dit vakje niet aan te vinken om je in te schrijven of iets te kopen.`,
          },
          de: {
            text: `Ja, ${shop} darf mir Neuigkeiten und Angebote per E-Mail schicken. Das kann ich jederzeit widerrufen.`,
            details: `${shop} verwendet Ihre E-Mail-Adresse und Ihren Namen, um Ihnen Neuigkeiten und Angebote zu den eigenen Produkten zu schicken, und speichert sie, bis Sie sich abmelden. Das geht über den Link in jeder E-Mail oder an der Kasse. Für die Anmeldung oder einen Einkauf ist dieses Häkchen nicht nötig.`,
          },
          fr: {
            text: `Oui, ${shop} peut m’envoyer ses nouveautés et ses offres par e-mail. Je peux y mettre fin à tout moment.`,
            details: `${shop} utilise votre adresse e-mail et votre nom pour vous envoyer ses nouveautés et ses offres sur ses propres produits, et les conserve jusqu’à votre désinscription. Un lien dans chaque e-mail permet de vous désinscrire, ou demandez en caisse. Il n’est pas nécessaire de cocher cette case pour s’inscrire ou pour acheter.`,
          },
        },
      },
    ],
    offer,
  }
}
