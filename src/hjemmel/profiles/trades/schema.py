"""The contractor's databases as their makers made them: tables, keys, what may be empty, indexes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hjemmel.profiles.sample import DemoSystem, DemoTable, refers

UNDECLARED = ("hr.absence", "comment")
"""A column that somebody added and nobody declared: what `hjemmel drift` finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Every table, empty at first."""

    companies: DemoTable
    persons: DemoTable
    contracts: DemoTable
    interactions: DemoTable
    consents: DemoTable
    projects: DemoTable
    documents: DemoTable
    invoices: DemoTable
    disclosures: DemoTable
    applicants: DemoTable
    employees: DemoTable
    payroll: DemoTable
    absence: DemoTable
    personnel_documents: DemoTable
    mailboxes: DemoTable
    access_log: DemoTable
    blokkliste: DemoTable
    cases: DemoTable
    delivery_log: DemoTable

    def by_name(self) -> dict[str, DemoSystem]:
        every = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: DemoSystem(name=name, tables=tuple(every[table] for table in tables))
            for name, tables in _SYSTEMS.items()
        }


_SYSTEMS = {
    "crm": ("companies", "persons", "contracts", "interactions", "consents"),
    "prosjekt": ("projects", "documents", "invoices", "disclosures"),
    "hr": ("applicants", "employees", "payroll", "absence", "personnel_documents", "mailboxes"),
    "weblogg": ("access_log", "blokkliste"),
    "postkasse": ("cases", "delivery_log"),
}


def empty() -> Systems:
    return Systems(**_customer_register(), **_project_system(), **_personnel(), **_web_log(), **_mailbox())


def _customer_register() -> dict[str, DemoTable]:
    of_person = (refers("person_id", "persons.id"),)
    of_company = refers("company_id", "companies.id")
    companies = DemoTable(
        name="companies",
        columns=_columns(
            "id INTEGER, orgnr TEXT, name TEXT, kind TEXT, relation TEXT, last_activity_on DATE,"
            " created_at TIMESTAMP"
        ),
        key=("id",),
        not_null=("name", "created_at"),
    )
    persons = DemoTable(
        name="persons",
        columns=_columns(
            "id INTEGER, company_id INTEGER, name TEXT, title TEXT, email TEXT, phone TEXT, source"
            " TEXT, source_date DATE, notice_sent_at TIMESTAMP, private_customer BOOLEAN, relation TEXT,"
            " created_at TIMESTAMP"
        ),
        key=("id",),
        not_null=("name", "private_customer", "created_at"),
        references=(of_company,),
        indexes=(("company_id",), ("email",), ("phone",), ("created_at",)),
    )
    contracts = DemoTable(
        name="contracts",
        columns=_columns("id INTEGER, company_id INTEGER, person_id INTEGER, start_on DATE, end_on DATE"),
        key=("id",),
        not_null=("person_id",),
        references=(of_company, *of_person),
        indexes=(("company_id",), ("person_id", "end_on")),
    )
    interactions = DemoTable(
        name="interactions",
        columns=_columns("id INTEGER, person_id INTEGER, channel TEXT, note TEXT, at TIMESTAMP"),
        key=("id",),
        not_null=("person_id",),
        references=of_person,
        indexes=(("person_id", "at"),),
    )
    consents = DemoTable(
        name="consents",
        columns=_columns(
            "id INTEGER, person_id INTEGER, purpose TEXT, given_at TIMESTAMP, withdrawn_at TIMESTAMP,"
            " text_version TEXT"
        ),
        key=("id",),
        not_null=("person_id",),
        references=of_person,
        indexes=(("person_id", "purpose"), ("withdrawn_at",)),
    )
    return {
        "companies": companies, "persons": persons, "contracts": contracts, "interactions": interactions,
        "consents": consents,
    }  # fmt: skip


def _project_system() -> dict[str, DemoTable]:
    of_project = (refers("project_id", "projects.id"),)
    projects = DemoTable(
        name="projects",
        columns=_columns(
            "id INTEGER, company_id INTEGER, person_id INTEGER, address TEXT, work TEXT,"
            " is_construction BOOLEAN, completed_on DATE, fiscal_year INTEGER"
        ),
        key=("id",),
        not_null=("person_id", "is_construction"),
        indexes=(("company_id",), ("person_id", "completed_on"), ("completed_on",)),
    )
    documents = DemoTable(
        name="documents",
        columns=_columns("id INTEGER, project_id INTEGER, type TEXT, file TEXT, photo_file TEXT"),
        key=("id",),
        not_null=("project_id", "type"),
        references=of_project,
        indexes=(("project_id", "type"),),
    )
    invoices = DemoTable(
        name="invoices",
        columns=_columns(
            "id INTEGER, project_id INTEGER, person_name TEXT, amount INTEGER, issued_on DATE,"
            " fiscal_year INTEGER"
        ),
        key=("id",),
        not_null=("project_id",),
        references=of_project,
        indexes=(("project_id", "issued_on"), ("fiscal_year",)),
    )
    disclosures = DemoTable(
        name="disclosures",
        columns=_columns(
            "id INTEGER, project_id INTEGER, person_id INTEGER, recipient TEXT, reference TEXT, at TIMESTAMP"
        ),
        key=("id",),
        not_null=("project_id", "person_id"),
        references=of_project,
        indexes=(("project_id",), ("person_id",), ("at",)),
    )
    return {"projects": projects, "documents": documents, "invoices": invoices, "disclosures": disclosures}


def _personnel() -> dict[str, DemoTable]:
    of_employee = (refers("employee_id", "employees.id"),)
    applicants = DemoTable(
        name="applicants",
        columns=_columns(
            "id INTEGER, name TEXT, email TEXT, cv_file TEXT, received_on DATE, decided_on DATE,"
            " pool_consent BOOLEAN, pool_consent_at TIMESTAMP, pool_withdrawn_at TIMESTAMP"
        ),
        key=("id",),
        not_null=("received_on", "pool_consent"),
        indexes=(("email",), ("decided_on",)),
    )
    employees = DemoTable(
        name="employees",
        columns=_columns(
            "id INTEGER, name TEXT, fnr TEXT, account_no TEXT, title TEXT, service_car TEXT, photo_file"
            " TEXT, hired_on DATE, left_on DATE"
        ),
        key=("id",),
        not_null=("name", "hired_on"),
        indexes=(("left_on",),),
    )
    payroll = DemoTable(
        name="payroll",
        columns=_columns(
            "id INTEGER, employee_id INTEGER, month TEXT, gross INTEGER, union_dues INTEGER,"
            " fiscal_year INTEGER"
        ),
        key=("id",),
        not_null=("employee_id",),
        references=of_employee,
        indexes=(("employee_id", "fiscal_year"), ("fiscal_year",)),
    )
    absence = DemoTable(
        name="absence",
        columns=_columns(
            "id INTEGER, employee_id INTEGER, from_on DATE, to_on DATE, kind TEXT, comment TEXT"
        ),
        key=("id",),
        not_null=("employee_id",),
        references=of_employee,
        indexes=(("employee_id",),),
    )
    documents = DemoTable(
        name="documents",
        columns=_columns("id INTEGER, employee_id INTEGER, type TEXT, file TEXT"),
        key=("id",),
        not_null=("employee_id", "type"),
        references=of_employee,
        indexes=(("employee_id", "type"),),
    )
    mailboxes = DemoTable(
        name="mailboxes",
        columns=_columns("id INTEGER, employee_id INTEGER, address TEXT, closed_on DATE"),
        key=("id",),
        not_null=("employee_id",),
        references=of_employee,
        indexes=(("employee_id",),),
    )
    return {
        "applicants": applicants, "employees": employees, "payroll": payroll, "absence": absence,
        "personnel_documents": documents, "mailboxes": mailboxes,
    }  # fmt: skip


def _web_log() -> dict[str, DemoTable]:
    access_log = DemoTable(
        name="access_log",
        columns=_columns("id INTEGER, at TIMESTAMP, ip_token TEXT, path TEXT, status INTEGER, agent TEXT"),
        key=("id",),
        indexes=(("at",),),
    )
    blokkliste = DemoTable(
        name="blokkliste",
        columns=_columns(
            "id INTEGER, ip TEXT, reason TEXT, blocked_at TIMESTAMP, last_incident_at TIMESTAMP,"
            " review_on DATE, renewed_to DATE, renewal_reason TEXT, renewed_by_role TEXT"
        ),
        key=("id",),
        not_null=("blocked_at",),
        indexes=(("blocked_at",),),
    )
    return {"access_log": access_log, "blokkliste": blokkliste}


def _mailbox() -> dict[str, DemoTable]:
    cases = DemoTable(
        name="cases",
        columns=_columns(
            "id INTEGER, mailbox TEXT, sender_name TEXT, sender_email TEXT, subject TEXT, body TEXT,"
            " received_at TIMESTAMP, closed_at TIMESTAMP"
        ),
        key=("id",),
        not_null=("received_at",),
        indexes=(("sender_email",), ("closed_at",)),
    )
    delivery_log = DemoTable(
        name="delivery_log",
        columns=_columns("id INTEGER, mailbox TEXT, status TEXT, at TIMESTAMP"),
        key=("id",),
        not_null=("at",),
        indexes=(("at",),),
    )
    return {"cases": cases, "delivery_log": delivery_log}


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """`id INTEGER, name TEXT` as pairs."""
    pairs = (column.split() for column in text.split(","))
    return tuple((name, kind) for name, kind in pairs)
