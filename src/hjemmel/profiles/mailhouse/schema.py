"""The mail house's databases as their makers made them: tables, keys, what may be empty, indexes."""

from __future__ import annotations

from dataclasses import dataclass, fields

from hjemmel.profiles.sample import DemoSystem, DemoTable, refers


@dataclass(frozen=True, slots=True, kw_only=True)
class Systems:
    """Every table, empty at first."""

    controllers: DemoTable
    agreements: DemoTable
    instructions: DemoTable
    jobs: DemoTable
    addressees: DemoTable
    disclosures: DemoTable
    addresses: DemoTable
    print_files: DemoTable
    papirbatch: DemoTable
    customers: DemoTable
    contacts: DemoTable
    messages: DemoTable
    orders: DemoTable
    invoices: DemoTable
    enquiries: DemoTable
    employees: DemoTable
    training: DemoTable
    access: DemoTable
    server_log: DemoTable

    def by_name(self) -> dict[str, DemoSystem]:
        every = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: DemoSystem(name=name, tables=tuple(every[table] for table in tables))
            for name, tables in _SYSTEMS.items()
        }


_SYSTEMS = {
    "jobbarkiv": ("controllers", "agreements", "instructions", "jobs", "addressees", "disclosures"),
    "utsending": ("addresses", "print_files", "papirbatch"),
    "ordre": ("customers", "contacts", "messages", "orders", "invoices", "enquiries"),
    "personell": ("employees", "training", "access"),
    "nettsted": ("server_log",),
}


def empty() -> Systems:
    return Systems(**_job_archive(), **_file_share(), **_order_system(), **_staff(), **_website())


def _job_archive() -> dict[str, DemoTable]:
    of_controller = (refers("controller_id", "controllers.id"),)
    of_job = (refers("job_id", "jobs.id"),)
    controllers = DemoTable(
        name="controllers",
        columns=_columns("id INTEGER, orgnr TEXT, name TEXT"),
        key=("id",),
        not_null=("name",),
    )
    agreements = DemoTable(
        name="agreements",
        columns=_columns("id INTEGER, controller_id INTEGER, version INTEGER, signed_on DATE, valid_to DATE"),
        key=("id",),
        not_null=("controller_id", "signed_on"),
        references=of_controller,
        indexes=(("controller_id", "valid_to"),),
    )
    instructions = DemoTable(
        name="instructions",
        columns=_columns(
            "id INTEGER, controller_id INTEGER, purpose TEXT, basis_declared TEXT, special_condition"
            " TEXT, notice_confirmed BOOLEAN, received_at TIMESTAMP, ended_on DATE"
        ),
        key=("id",),
        not_null=("controller_id", "received_at"),
        references=of_controller,
        indexes=(("controller_id",),),
    )
    jobs = DemoTable(
        name="jobs",
        columns=_columns(
            "id INTEGER, instruction_id INTEGER, title TEXT, security_class TEXT, received_on DATE,"
            " completed_at TIMESTAMP, extended_to DATE, extension_reason TEXT, approved_by TEXT"
        ),
        key=("id",),
        not_null=("instruction_id", "title", "received_on"),
        references=(refers("instruction_id", "instructions.id"),),
        indexes=(("instruction_id",), ("completed_at",)),
    )
    addressees = DemoTable(
        name="addressees",
        columns=_columns(
            "id INTEGER, job_id INTEGER, ref TEXT, full_name TEXT, address TEXT, postal_code TEXT, city"
            " TEXT, segment_code TEXT"
        ),
        key=("id",),
        not_null=("job_id",),
        references=of_job,
        indexes=(("job_id",), ("full_name",)),
    )
    disclosures = DemoTable(
        name="disclosures",
        columns=_columns("id INTEGER, job_id INTEGER, recipient TEXT, at TIMESTAMP"),
        key=("id",),
        not_null=("job_id", "recipient", "at"),
        references=of_job,
        indexes=(("job_id",),),
    )
    return {
        "controllers": controllers, "agreements": agreements, "instructions": instructions, "jobs": jobs,
        "addressees": addressees, "disclosures": disclosures,
    }  # fmt: skip


def _file_share() -> dict[str, DemoTable]:
    addresses = DemoTable(
        name="addresses",
        columns=_columns(
            "id INTEGER, job_id INTEGER, kundenr TEXT, navn TEXT, adresse TEXT, postnr TEXT, poststed"
            " TEXT, kode TEXT"
        ),
        key=("id",),
        not_null=("job_id",),
        indexes=(("job_id",), ("navn",)),
    )
    print_files = DemoTable(
        name="print_files",
        columns=_columns("id INTEGER, job_id INTEGER, kind TEXT, file TEXT, made_at TIMESTAMP"),
        key=("id",),
        not_null=("job_id",),
        indexes=(("job_id",),),
    )
    papirbatch = DemoTable(
        name="papirbatch",
        columns=_columns(
            "id INTEGER, job_id INTEGER, location TEXT, boxes INTEGER, destroy_by DATE, destroyed_at"
            " TIMESTAMP, certificate TEXT"
        ),
        key=("id",),
        not_null=("job_id",),
        indexes=(("job_id",),),
    )
    return {"addresses": addresses, "print_files": print_files, "papirbatch": papirbatch}


def _order_system() -> dict[str, DemoTable]:
    of_contact = (refers("contact_id", "contacts.id"),)
    of_both = (*of_contact, refers("customer_id", "customers.id"))
    customers = DemoTable(
        name="customers",
        columns=_columns("id INTEGER, orgnr TEXT, name TEXT, address TEXT, kind TEXT, created_at TIMESTAMP"),
        key=("id",),
        not_null=("name", "created_at"),
    )
    contacts = DemoTable(
        name="contacts",
        columns=_columns(
            "id INTEGER, customer_id INTEGER, relation TEXT, name TEXT, title TEXT, employer TEXT,"
            " email TEXT, phone TEXT, source TEXT, notice_sent_at TIMESTAMP, last_interaction_at"
            " TIMESTAMP, left_on DATE, created_at TIMESTAMP, no_offers BOOLEAN, offers_consent_at"
            " TIMESTAMP, offers_withdrawn_at TIMESTAMP"
        ),
        key=("id",),
        unique=(("email",),),
        not_null=("name", "email", "created_at", "no_offers"),
        references=(refers("customer_id", "customers.id"),),
        indexes=(("customer_id",), ("phone",), ("last_interaction_at",)),
    )
    messages = DemoTable(
        name="messages",
        columns=_columns("id INTEGER, contact_id INTEGER, channel TEXT, body TEXT, at TIMESTAMP"),
        key=("id",),
        not_null=("contact_id",),
        references=of_contact,
        indexes=(("contact_id", "at"),),
    )
    orders = DemoTable(
        name="orders",
        columns=_columns(
            "id INTEGER, customer_id INTEGER, contact_id INTEGER, title TEXT, total INTEGER, placed_at"
            " TIMESTAMP"
        ),
        key=("id",),
        not_null=("customer_id", "contact_id"),
        references=of_both,
        indexes=(("customer_id",), ("contact_id", "placed_at")),
    )
    invoices = DemoTable(
        name="invoices",
        columns=_columns(
            "id INTEGER, customer_id INTEGER, contact_id INTEGER, contact_name TEXT, amount INTEGER,"
            " issued_on DATE, paid_on DATE, fiscal_year INTEGER"
        ),
        key=("id",),
        not_null=("customer_id", "contact_id"),
        references=of_both,
        indexes=(("customer_id", "fiscal_year"), ("contact_id",), ("fiscal_year",)),
    )
    enquiries = DemoTable(
        name="enquiries",
        columns=_columns(
            "id INTEGER, channel TEXT, name TEXT, email TEXT, body TEXT, received_at TIMESTAMP,"
            " last_message_at TIMESTAMP"
        ),
        key=("id",),
        not_null=("received_at",),
        indexes=(("email",), ("last_message_at",)),
    )
    return {
        "customers": customers, "contacts": contacts, "messages": messages, "orders": orders,
        "invoices": invoices, "enquiries": enquiries,
    }  # fmt: skip


def _staff() -> dict[str, DemoTable]:
    of_employee = (refers("employee_id", "employees.id"),)
    employees = DemoTable(
        name="employees",
        columns=_columns("id INTEGER, name TEXT, role TEXT, hired_on DATE, left_on DATE"),
        key=("id",),
        not_null=("name", "hired_on"),
        indexes=(("left_on",),),
    )
    training = DemoTable(
        name="training",
        columns=_columns("id INTEGER, employee_id INTEGER, course TEXT, done_on DATE, valid_to DATE"),
        key=("id",),
        not_null=("employee_id",),
        references=of_employee,
        indexes=(("employee_id",),),
    )
    access = DemoTable(
        name="access",
        columns=_columns(
            "id INTEGER, employee_id INTEGER, controller_id INTEGER, role TEXT, expires_on DATE"
        ),
        key=("id",),
        not_null=("employee_id", "controller_id"),
        references=of_employee,
        indexes=(("employee_id",), ("controller_id",)),
    )
    return {"employees": employees, "training": training, "access": access}


def _website() -> dict[str, DemoTable]:
    server_log = DemoTable(
        name="server_log",
        columns=_columns("id INTEGER, at TIMESTAMP, ip TEXT, path TEXT, status INTEGER, agent TEXT"),
        key=("id",),
        indexes=(("at",),),
    )
    return {"server_log": server_log}


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """`id INTEGER, name TEXT` as pairs."""
    pairs = (column.split() for column in text.split(","))
    return tuple((name, kind) for name, kind in pairs)
