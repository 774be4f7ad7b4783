import type { MailTexts } from './en.ts'

export const pl: MailTexts = {
  subjects: {
    issued: (title) => `Twój certyfikat: ${title}`,
    replaced: (title) => `Twój nowy certyfikat: ${title}`,
    revoked: (title) => `Twój certyfikat został unieważniony: ${title}`,
    expiring: (title, day) => `Twój certyfikat jest ważny do ${day}: ${title}`,
  },
  greeting: (name) => `Dzień dobry, ${name}!`,
  leads: {
    issued: (site) => `Masz nowy certyfikat. Wystawca: ${site}.`,
    replaced: (site) =>
      `Jeden z Twoich certyfikatów został zastąpiony nowym. Poprzedni nie jest już ważny. Wystawca: ${site}.`,
    revoked: (site) => `Ten certyfikat został unieważniony przez wystawcę: ${site}. Nie jest już ważny.`,
    expiring: (site, day) => `Ten certyfikat jest ważny do ${day}. Wystawca: ${site}.`,
  },
  see: 'Zobacz certyfikat',
  why: (site) => `Otrzymujesz tę wiadomość, ponieważ masz certyfikat. Wystawca: ${site}.`,
  unsubscribe: 'Zrezygnuj z wiadomości',
  page: {
    title: 'Rezygnacja z wiadomości',
    question: (site) =>
      `Czy nie chcesz już otrzymywać wiadomości o certyfikatach? Wystawca: ${site}. Twoje certyfikaty się nie zmienią.`,
    done: 'Rezygnacja przyjęta.',
    doneText: (site) => `Nie będziesz już otrzymywać wiadomości o certyfikatach. Wystawca: ${site}.`,
    again: 'Chcę znów otrzymywać wiadomości',
    subscribed: 'Znów otrzymujesz wiadomości.',
    subscribedText: (site) => `Będziesz otrzymywać wiadomości o certyfikatach. Wystawca: ${site}.`,
    unknown: 'Ten link jest niepełny.',
    unknownText: 'Otwórz link z wiadomości jeszcze raz albo skopiuj go w całości.',
  },
}
