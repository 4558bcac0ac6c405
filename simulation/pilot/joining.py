"""Whose account is whose: the platform's people joined to the HR extract, before pseudonyms.

The ways are tried in order of trust; one that leads to two people leads to nobody. Whoever
is not found is counted under the first reason that explains it, on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from simulation.pilot.hierarchy import bare, unambiguous

CONCEALED = r"[0-9A-Fa-f]{32}"
"""What stands for a name where the platform conceals them."""

ACCOUNT_REASONS = ("guest", "concealed", "several", "outside", "deleted", "no_key", "absent")
"""Why an account has no row in the extract, the first that holds: it comes from outside; its
name is concealed; several rows bear its key; its e-mail is of another domain; it was deleted
before the extract was made; it shares no kind of key with the extract; the extract lacks it."""

EMPLOYEE_REASONS = ("hired_later", "no_address", "no_account")
"""Why an employee has no account: hired after the last event; neither e-mail nor login in the
extract; none was found."""


def rows_of_accounts(
    accounts: pd.DataFrame, company: pd.DataFrame, bridge: pd.DataFrame | None = None
) -> pd.Series:
    """Row of `company` of each account, missing where none is found.

    By the bridge file, then e-mail, login (or user principal name), key, and key without its
    leading zeros.
    """
    row = pd.Series(pd.NA, index=accounts.index, dtype="Int64")
    if company.empty:
        return row
    for of_account, of_company in _ways(accounts, company, bridge):
        found = of_account.map(unambiguous(of_company)).astype("Int64")
        row = row.fillna(found)
    return row


def account_reasons(
    accounts: pd.DataFrame, company: pd.DataFrame, row: pd.Series
) -> dict[str, int]:
    """Reason -> accounts without a row, in the order of `ACCOUNT_REASONS`; zeros left out."""
    open_ = accounts[row.isna()]
    email, name = open_["email"].str.lower(), open_["account"]
    domains = set(company["email"].str.extract(r"@(.+)$")[0].dropna())
    domain = email.str.extract(r"@(.+)$")[0]
    several = pd.Series(False, index=open_.index)
    for of_account, of_company in _ways(open_, company, None):
        several |= of_account.isin(set(of_company[of_company.duplicated(keep=False)].dropna()))
    has_login = open_["login"].notna() & bool(company["login"].notna().any())
    holds = {
        "guest": open_["is_guest"].fillna(False),
        "concealed": name.str.fullmatch(CONCEALED) & email.isna(),
        "several": several,
        "outside": domain.notna() & bool(domains) & ~domain.isin(domains),
        "deleted": open_["is_deleted"].fillna(False),
        "no_key": email.isna() & ~has_login & ~_looks_like(name, company["key"]),
        "absent": pd.Series(True, index=open_.index),
    }
    return _first_that_holds(holds, ACCOUNT_REASONS)


def employee_reasons(company: pd.DataFrame, row: pd.Series, end: pd.Timestamp) -> dict[str, int]:
    """Reason -> employees without an account, in the order of `EMPLOYEE_REASONS`."""
    open_ = company[~company.index.isin(row.dropna())]
    holds = {
        "hired_later": open_["hired_at"] > end,
        "no_address": open_["email"].isna() & open_["login"].isna(),
        "no_account": pd.Series(True, index=open_.index),
    }
    return _first_that_holds(holds, EMPLOYEE_REASONS)


def _ways(
    accounts: pd.DataFrame, company: pd.DataFrame, bridge: pd.DataFrame | None
) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Pairs of what an account and an employee may share, the most trusted first."""
    account, email = accounts["account"], accounts["email"].str.lower()
    login = accounts["login"].str.lower()
    if bridge is not None:
        own = bridge.set_index("account")
        for told, of_company in (("key", company["key"]), ("email", company["email"])):
            leads = own[told].dropna()
            for named in (account.str.lower(), login, email):
                yield named.map(leads), of_company
            if told == "key":
                for named in (account.str.lower(), login, email):
                    yield named.map(leads).map(bare, na_action="ignore"), company["key"].map(bare)
    yield email, company["email"]
    for named in (login, account.str.lower(), email):
        yield named, company["login"]
    yield account, company["key"]
    yield account.map(bare, na_action="ignore"), company["key"].map(bare, na_action="ignore")


def _looks_like(names: pd.Series, of_company: pd.Series) -> pd.Series:
    """Whether names have the shape that most keys of the company have: digits, or letters first."""
    digits = of_company.str.fullmatch(r"\d+").mean() > 0.5 if len(of_company) else False
    return names.str.fullmatch(r"\d+") if digits else names.str.match(r"[A-Za-z]+\d+$")


def _first_that_holds(holds: dict[str, pd.Series], order: tuple[str, ...]) -> dict[str, int]:
    left = pd.Series(True, index=holds[order[-1]].index)
    counts = {}
    for reason in order:
        here = left & holds[reason].fillna(False).astype(bool)
        counts[reason] = int(here.sum())
        left &= ~here
    return {reason: count for reason, count in counts.items() if count}
