"""A small company with every form that grounds know: used by the property test and the scenarios."""

from __future__ import annotations

DECLARATION = """
hjemmel: 1
organisation: {name: Prøve AS, orgnr: "312045109"}
statement: {version: 1, valid_from: 2026-01-01}
subjects:
  contact: {title: {nb: kontakt, en: contact}}
  trader: {title: {nb: enkeltperson, en: trader}}
  reader: {title: {nb: leser, en: reader}}
categories:
  name: {title: {nb: navn, en: name}}
  mail: {title: {nb: e-post, en: e-mail}}
  sales: {title: {nb: salg, en: sales}}
  voucher: {title: {nb: bilag, en: voucher}}
  talk: {title: {nb: dialog, en: dialogue}}
  file: {title: {nb: adresser, en: addresses}}
systems:
  shop:
    title: {nb: butikk, en: shop}
    connect: {kind: sql, url: "${SHOP_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
      accounts:
        title: {nb: kort, en: cards}
        key: [id]
        about: {column: kind, values: {person: contact, enk: trader, firm: none}, otherwise: unknown}
        identity: {email: email}
        when_due: overwrite
        meaning: {objection: {to: [offers], column: no_offers, when: true}}
        fields:
          - {columns: [name], category: name, blank: gone}
          - {columns: [email], category: mail, blank: "gone-{key}@invalid.example"}
          - {columns: [no_offers], category: none, why: choice}
          - {columns: [created_at], category: none, why: clock, zone: UTC}
          - {columns: [id, kind], category: none, why: key}
      orders:
        title: {nb: ordrer, en: orders}
        key: [id]
        about: {via: account_id}
        references: {account_id: shop.accounts.id}
        when_due: erase
        fields:
          - {columns: [total], category: sales}
          - {columns: [placed_at], category: none, why: clock}
          - {columns: [id, account_id], category: none, why: keys}
      invoices:
        title: {nb: fakturaer, en: invoices}
        key: [id]
        about: {via: account_id}
        references: {account_id: shop.accounts.id}
        when_due: erase
        fields:
          - {columns: [amount], category: voucher}
          - {columns: [year], category: none, why: clock, type: year}
          - {columns: [id, account_id], category: none, why: keys}
  crm:
    title: {nb: crm, en: crm}
    connect: {kind: sql, url: "${CRM_URL}"}
    mode: act
    collections:
      contacts:
        title: {nb: kontakter, en: contacts}
        key: [id]
        about: {via: account_id}
        references: {account_id: shop.accounts.id}
        when_due: erase
        fields:
          - {columns: [status], category: sales}
          - {columns: [ended_on], category: none, why: clock}
          - {columns: [id, account_id], category: none, why: keys}
      talks:
        title: {nb: samtaler, en: talks}
        key: [id]
        about: {via: contact_id}
        references: {contact_id: crm.contacts.id}
        when_due: erase
        fields:
          - {columns: [note], category: talk}
          - {columns: [at], category: none, why: clock}
          - {columns: [important], category: none, why: kind}
          - {columns: [id, contact_id], category: none, why: keys}
      limits:
        title: {nb: begrensninger, en: limits}
        key: [id]
        about: {via: contact_id}
        references: {contact_id: crm.contacts.id}
        when_due: erase
        meaning: {restriction: {begins: from_at, lifted: lifted_at}}
        fields:
          - {columns: [from_at, lifted_at], category: none, why: clock}
          - {columns: [id, contact_id], category: none, why: keys}
  letter:
    title: {nb: brev, en: letter}
    connect: {kind: sql, url: "${LETTER_URL}"}
    mode: act
    collections:
      readers:
        title: {nb: lesere, en: readers}
        key: [id]
        about: {kind: reader, match: {email: shop.accounts.email}, unmatched: own_subject}
        when_due: erase
        meaning: {consent: {to: news, only_if: {basis: consent}, given: given_at, withdrawn: left_at}}
        fields:
          - {columns: [email], category: mail, blank: "gone-{key}@invalid.example"}
          - {columns: [basis], category: none, why: basis}
          - {columns: [given_at, left_at], category: none, why: clock}
          - {columns: [id], category: none, why: key}
      sends:
        title: {nb: utsendinger, en: sends}
        key: [id]
        about: {via: reader_id}
        references: {reader_id: letter.readers.id}
        when_due: erase
        fields:
          - {columns: [subject], category: sales}
          - {columns: [at], category: none, why: clock}
          - {columns: [id, reader_id], category: none, why: keys}
  press:
    title: {nb: trykk, en: press}
    connect: {kind: sql, url: "${PRESS_URL}"}
    mode: act
    backup: {kept: 35 days, taken_before_act: 2026-01-01}
    collections:
      controllers:
        {title: {nb: kunder, en: customers}, key: [id], about: {kind: none}, when_due: erase,
         fields: [{columns: [id], category: none, why: key}]}
      agreements:
        title: {nb: avtaler, en: agreements}
        key: [id]
        about: {kind: none}
        references: {controller_id: press.controllers.id}
        when_due: erase
        meaning: {agreement: {signed: signed_on, valid_to: valid_to}}
        fields: [{columns: [id, controller_id, signed_on, valid_to], category: none, why: agreement}]
      instructions:
        title: {nb: instrukser, en: instructions}
        key: [id]
        about: {kind: none}
        references: {controller_id: press.controllers.id}
        when_due: erase
        meaning: {instruction: {received: received_on, ended: ended_on}}
        fields: [{columns: [id, controller_id, received_on, ended_on], category: none, why: instruction}]
      jobs:
        title: {nb: oppdrag, en: jobs}
        key: [id]
        about: {kind: none}
        references: {instruction_id: press.instructions.id}
        when_due: erase
        fields:
          - {columns: [completed_on], category: none, why: clock, when_null: not_yet}
          - {columns: [id, instruction_id, extended_to, reason, approver], category: none, why: job}
      addressees:
        title: {nb: adresser, en: addressees}
        key: [job_id, ref]
        about: {kind: contact}
        references: {job_id: press.jobs.id}
        when_due: erase
        fields:
          - {columns: [full_name], category: file}
          - {columns: [job_id, ref], category: none, why: keys}

events:
  active:
    of: shop.accounts
    latest: [shop.orders.placed_at, {column: crm.talks.at, where: {important: true}}]
    if_none: shop.accounts.created_at
    null_child: ignored
  ended:
    of: shop.accounts
    earliest: [{after: active, period: 2 months}, {column: crm.contacts.ended_on, null: ignored}]
    remember: true
  year_over: {of: shop.invoices, first_day_after_financial_year: year}
  last_send:
    of: letter.readers
    latest: [letter.sends.at]
    if_none: letter.readers.given_at
    null_child: open

purposes:
  deliver:
    title: {nb: levere, en: deliver}
    for: [contact, trader]
    basis: {contact: legitimate_interests, trader: contract}
    keep:
      - {in: [shop.accounts, shop.orders, crm.contacts], categories: [name, mail, sales], after: ended, period: 30 days, ends_on_request: true, began: active}
  document:
    title: {nb: dokumentere, en: document}
    for: [contact, trader]
    basis: legitimate_interests
    keep:
      - {in: [crm.talks], categories: [talk], where: {important: true}, after: ended, period: 6 months}
      - {in: [crm.talks], categories: [talk], where: {important: [false, null]}, after: crm.talks.at, period: 3 months}
      - {in: [shop.accounts], categories: [name], with: crm.talks}
      - {in: [crm.contacts], categories: [none], with: crm.talks}
  books:
    title: {nb: regnskap, en: books}
    for: [contact, trader, none]
    basis: legal_obligation
    law: bokforingsloven-13-primary
    keep:
      - {in: [shop.invoices], categories: [voucher], after: year_over, period: 1 year}
  news:
    title: {nb: nyheter, en: news}
    for: [reader]
    basis: consent
    keep:
      - {in: [letter.readers], categories: [mail], after: last_send, period: 4 months}
      - {in: [letter.sends], categories: [sales], with: letter.readers}
  offers:
    title: {nb: tilbud, en: offers}
    for: [contact, reader]
    basis: legitimate_interests
    direct_marketing: {channels: [email]}
    keep:
      - {in: [letter.readers], categories: [mail], where: {basis: customer}, until: ended}
  print:
    title: {nb: trykke, en: print}
    for: [contact]
    role: processor
    basis: instruction
    keep:
      - in: [press.addressees]
        categories: [file]
        after: press.jobs.completed_on
        period: 2 months
        extendable_to: 6 months
        extension: {until: press.jobs.extended_to, reason: press.jobs.reason, approver: press.jobs.approver}
marketing:
  channels:
    email: {title: {nb: e-post, en: e-mail}, kind: email, customers: existing_customer, others: consent}
"""
