"""Addresses of the public pages, one in each language."""

from django.urls import path

from hjemmel.web.site import (
    answers,
    choices,
    contact_form,
    keepers,
    ledger,
    my_data,
    opendsr,
    own_page,
    pages,
    sign_up,
    telling,
)

app_name = "site"

urlpatterns = [
    path("", pages.root, name="root"),
    path("personvern", pages.statement, {"lang": "nb"}, name="statement_nb"),
    path("privacy", pages.statement, {"lang": "en"}, name="statement_en"),
    path("personvern.pdf", pages.as_pdf, {"lang": "nb"}, name="pdf_nb"),
    path("privacy.pdf", pages.as_pdf, {"lang": "en"}, name="pdf_en"),
    path("personvern.json", pages.as_json, {"lang": "nb"}, name="json_nb"),
    path("privacy.json", pages.as_json, {"lang": "en"}, name="json_en"),
    path("nei/<str:given>", choices.no, {"lang": "nb"}, name="no_nb"),
    path("say-no/<str:given>", choices.no, {"lang": "en"}, name="no_en"),
    path("ja/<str:given>", choices.yes, {"lang": "nb"}, name="yes_nb"),
    path("say-yes/<str:given>", choices.yes, {"lang": "en"}, name="yes_en"),
    path("pamelding", sign_up.sign_up, {"lang": "nb"}, name="sign_up_nb"),
    path("sign-up", sign_up.sign_up, {"lang": "en"}, name="sign_up_en"),
    path("kontakt", contact_form.contact, {"lang": "nb"}, name="contact_nb"),
    path("contact", contact_form.contact, {"lang": "en"}, name="contact_en"),
    path("kontakt/ramme", contact_form.framed, {"lang": "nb"}, name="contact_framed_nb"),
    path("contact/frame", contact_form.framed, {"lang": "en"}, name="contact_framed_en"),
    path("dine-data", my_data.ask, {"lang": "nb"}, name="my_data_nb"),
    path("your-data", my_data.ask, {"lang": "en"}, name="my_data_en"),
    path("dine-data/<str:secret>", my_data.own, {"lang": "nb"}, name="my_request_nb"),
    path("your-data/<str:secret>", my_data.own, {"lang": "en"}, name="my_request_en"),
    path("din-side", own_page.own, {"lang": "nb"}, name="own_page_nb"),
    path("your-page", own_page.own, {"lang": "en"}, name="own_page_en"),
    path("vis-hvem", my_data.come_back, name="come_back"),
    path("beskjed/<str:secret>", telling.told, {"lang": "nb"}, name="told_nb"),
    path("told/<str:secret>", telling.told, {"lang": "en"}, name="told_en"),
    path("opendsr/callbacks", opendsr.callback, name="opendsr_callback"),
    path("oppgave/<str:secret>", keepers.keeper, {"lang": "nb"}, name="keeper_nb"),
    path("task/<str:secret>", keepers.keeper, {"lang": "en"}, name="keeper_en"),
    path("svar/<str:secret>", answers.fetch, {"lang": "nb"}, name="answer_nb"),
    path("answer/<str:secret>", answers.fetch, {"lang": "en"}, name="answer_en"),
    path("personvern/journal.txt", ledger.head, name="ledger_head"),
    path("personvern/journal-nokkel.txt", ledger.key, name="ledger_key"),
    path("personvern/versjoner", pages.versions, {"lang": "nb"}, name="versions_nb"),
    path("privacy/versions", pages.versions, {"lang": "en"}, name="versions_en"),
    path("personvern/versjoner/<int:number>", pages.version, {"lang": "nb"}, name="version_nb"),
    path("privacy/versions/<int:number>", pages.version, {"lang": "en"}, name="version_en"),
]
