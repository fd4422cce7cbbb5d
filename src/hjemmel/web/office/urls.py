"""Addresses of the office. The same in both languages: the reader chooses the language, not the address."""

from django.urls import path

from hjemmel.web.office import account, ledger, people, plans, promises, systems, today

app_name = "office"

urlpatterns = [
    path("", today.today, name="today"),
    path("lofter", promises.promises, name="promises"),
    path("lofter/prov", promises.judge, name="judge"),
    path("planer", plans.plans, name="plans"),
    path("planer/lag", plans.make, name="make_plan"),
    path("planer/<str:digest>", plans.plan, name="plan"),
    path("hvorfor", people.why, name="why"),
    path("journal", ledger.lines, name="ledger"),
    path("deklarasjon", systems.declaration, name="declaration"),
    path("datakart", systems.data_map, name="data_map"),
    path("konto", account.account, name="account"),
    path("inn", account.sign_in, name="sign_in"),
    path("ut", account.sign_out, name="sign_out"),
    path("sprak", account.language, name="language"),
]
