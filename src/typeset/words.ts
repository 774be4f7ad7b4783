export const languages = ['en', 'de', 'es', 'fr', 'pl', 'pt', 'ru'] as const
export type Language = (typeof languages)[number]

type Words = Record<'certifies' | 'completed' | 'date' | 'expiry' | 'number' | 'verify', string> & {
  /** Words of the stamp. */
  revoked: string
  expired: string
}

export const words: Record<Language, Words> = {
  en: {
    certifies: 'This is to certify that',
    completed: 'has successfully completed',
    date: 'Awarded on',
    expiry: 'Valid until',
    number: 'Certificate number',
    verify: 'Verify at',
    revoked: 'Revoked',
    expired: 'Expired',
  },
  de: {
    certifies: 'Hiermit wird bescheinigt, dass',
    completed: 'mit Erfolg abgeschlossen hat:',
    date: 'Verliehen am',
    expiry: 'Gültig bis',
    number: 'Nummer der Urkunde',
    verify: 'Zu prüfen unter',
    revoked: 'Widerrufen',
    expired: 'Abgelaufen',
  },
  es: {
    certifies: 'Se certifica que',
    completed: 'ha completado con éxito',
    date: 'Otorgado el',
    expiry: 'Válido hasta',
    number: 'Número del certificado',
    verify: 'Verificar en',
    revoked: 'Revocado',
    expired: 'Caducado',
  },
  fr: {
    certifies: 'Il est certifié que',
    completed: 'a suivi avec succès',
    date: 'Décerné le',
    expiry: 'Valable jusqu’au',
    number: 'Numéro du certificat',
    verify: 'À vérifier sur',
    revoked: 'Révoqué',
    expired: 'Expiré',
  },
  pl: {
    certifies: 'Niniejszym zaświadcza się, że',
    completed: 'ukończył(a) z powodzeniem',
    date: 'Data wydania',
    expiry: 'Ważny do',
    number: 'Numer certyfikatu',
    verify: 'Weryfikacja pod adresem',
    revoked: 'Unieważniony',
    expired: 'Wygasł',
  },
  pt: {
    certifies: 'Certifica-se que',
    completed: 'concluiu com êxito',
    date: 'Concedido em',
    expiry: 'Válido até',
    number: 'Número do certificado',
    verify: 'Verificar em',
    revoked: 'Revogado',
    expired: 'Expirado',
  },
  ru: {
    certifies: 'Настоящим удостоверяется, что',
    completed: 'успешно освоил(а) курс',
    date: 'Дата выдачи',
    expiry: 'Действителен до',
    number: 'Номер сертификата',
    verify: 'Проверить по адресу',
    revoked: 'Отозван',
    expired: 'Срок истёк',
  },
}
