"""Addresses of the office. The same in both languages: the reader chooses the language, not the address."""

from django.urls import path

from hjemmel.web.office import (
    account,
    disclosures,
    imports,
    ledger,
    mailings,
    notices,
    people,
    plans,
    promises,
    recipients,
    register,
    systems,
    today,
    triage,
)

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("lofter", promises.promises, name="promises"),
    path("lofter/prov", promises.judge, name="judge"),
    path("planer", plans.plans, name="plans"),
    path("planer/lag", plans.make, name="make_plan"),
    path("planer/<str:digest>", plans.plan, name="plan"),
    path("utsendinger", mailings.mailings, name="mailings"),
    path("utsendinger/ny", mailings.write, name="write_mailing"),
    path("utsendinger/postkasse", mailings.demo_mailbox, name="mailbox"),
    path("utsendinger/<str:id>", mailings.mailing, name="mailing"),
    path("utsendinger/<str:id>/liste", mailings.letter_list, name="letter_list"),
    path("hvorfor", people.why, name="why"),
    path("register", register.register, name="register"),
    path("register/ny", register.take_person, name="register_person"),
    path("register/nytt-firma", register.take_organisation, name="register_organisation"),
    path("register/<str:id>", register.home, name="register_home"),
    path("register/<str:id>/endre", register.change, name="register_change"),
    path("register/<str:id>/fortalt", register.tell, name="register_tell"),
    path("register/<str:id>/ny/<str:slug>", register.add, name="register_add"),
    path(
        "register/<str:id>/henvendelse/<str:enquiry>/melding", register.add_message, name="register_message"
    ),
    path("register/<str:id>/<str:slug>/<str:row>", register.end, name="register_end"),
    path("utleveringer", disclosures.disclosures, name="disclosures"),
    path("utleveringer/ny", disclosures.new, name="new_disclosure"),
    path("utleveringer/<int:number>", disclosures.answer, name="answer_disclosure"),
    path("mottakere", recipients.recipients, name="recipients"),
    path("mottakere/<str:key>", recipients.recipient, name="recipient"),
    path("mottakere/<str:key>/<str:slug>", recipients.act, name="recipient_act"),
    path("les-inn", imports.imports, name="imports"),
    path("les-inn/<str:id>", imports.file, name="import"),
    path("varsler", notices.notices, name="notices"),
    path("sortering", triage.triage, name="triage"),
    path("mottakere", recipients.recipients, name="recipients"),
    path("mottakere/<str:key>", recipients.recipient, name="recipient"),
    path("mottakere/<str:key>/<str:slug>", recipients.act, name="recipient_act"),
    path("journal", ledger.lines, name="ledger"),
    path("deklarasjon", systems.declaration, name="declaration"),
    path("datakart", systems.data_map, name="data_map"),
    path("konto", account.account, name="account"),
    path("inn", account.sign_in, name="sign_in"),
    path("ut", account.sign_out, name="sign_out"),
    path("sprak", account.language, name="language"),
]
