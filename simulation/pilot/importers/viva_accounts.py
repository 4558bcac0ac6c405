"""The accounts and communities of a Viva Engage export: those listed, and those met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd
import pyarrow.compute as pc

from simulation.pilot.columns import arrow, equal, texts
from simulation.pilot.csv_reading import columns_by_role, read_csv
from simulation.pilot.importers.viva_messages import ALL_COMPANY
from simulation.pilot.importers.viva_slices import Slice
from simulation.pilot.importers.viva_tables import is_blank, is_true
from simulation.pilot.source import table


def accounts_of(
    raw: pd.DataFrame,
    users: pd.DataFrame,
    mentions: pd.DataFrame,
    home: set[str],
    since: pd.Timestamp,
) -> pd.DataFrame:
    """Everybody met: users listed, then senders and people mentioned that no slice lists.

    The export tells no invitation: an account counts as invited from the start of the first
    slice that lists it (of the whole range when none does), or from its first log-in if earlier.
    """
    state = users["state"].str.replace(r"\s", "", regex=True).str.lower()
    gone = users["deleted_at"].fillna(users["suspended_at"])
    listed = pd.DataFrame(
        {
            "account": users["id"],
            "email": users["email"],
            "since": users["since"],
            # A soft-deleted user without any other date was invited and never came.
            "joined_at": users["joined_at"].mask(state.eq("soft_delete") & gone.isna()),
            "left_at": gone,
            "is_deleted": users["deleted_at"].notna() | state.eq("deleted").fillna(False),
        }
    )
    public = raw[~is_true(raw["in_private_conversation"])]
    senders = public.drop_duplicates("sender_id", keep="last")
    met = pd.DataFrame(
        {
            "account": senders["sender_id"],
            "sender_email": senders["sender_email"],
            "is_bot": senders["sender_type"].fillna("user").str.lower() != "user",
        }
    )
    named = mentions[["target"]].drop_duplicates().rename(columns={"target": "account"})
    everybody = (
        listed.merge(met, on="account", how="outer")
        .merge(named, on="account", how="outer")
        .sort_values("account")
    )
    email = everybody["email"].fillna(everybody["sender_email"]).str.lower()
    domain = _domain(email)
    is_bot = everybody["is_bot"].astype("boolean").fillna(False)
    listed_since, joined = everybody["since"].fillna(since), everybody["joined_at"]
    return table(
        "accounts",
        {
            "account": everybody["account"],
            "email": email,
            "invited_at": listed_since.mask(joined < listed_since, joined).mask(is_bot),
            "joined_at": joined,
            "left_at": everybody["left_at"],
            "is_bot": is_bot,
            "is_guest": domain.notna() & ~equal(domain, *home) if home else False,
            "is_deleted": everybody["is_deleted"].astype("boolean").fillna(False),
        },
    )


def registrations_of(accounts: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """First log-ins within the range; `joined_at` of the others stays with the account."""
    joined = accounts[accounts["joined_at"].notna() & (accounts["joined_at"] >= since)]
    return table(
        "events",
        {"time": joined["joined_at"], "account": joined["account"], "action": "register"},
    )


def home_domains(slices: Iterable[Slice], users: pd.DataFrame) -> set[str]:
    """E-mail domains of the home network: its administrators', otherwise the commonest.

    Args:
        slices: exports; `Admins.csv` names the administrators.
        users: the users listed.
    """
    files = [slice_.files["admins.csv"] for slice_ in slices if "admins.csv" in slice_.files]
    admins = [read_csv(file) for file in files if not is_blank(file)]
    domains: Counter[str] = Counter()
    for source in admins:
        found = columns_by_role(source, {"email": ()})
        if "email" in found:
            domains.update(_domains(source.frame[found["email"]]))
    if domains:
        return set(domains)
    commonest = Counter(_domains(users["email"])).most_common(1)
    return {domain for domain, _ in commonest}


def _domains(emails: pd.Series) -> list[str]:
    return _domain(emails.str.lower()).dropna().tolist()


def _domain(emails: pd.Series) -> pd.Series:
    """What stands after the sign of each address; missing where it has none."""
    found = pc.extract_regex(arrow(emails), "(?s)@(?P<domain>.+)$")
    return texts(pc.struct_field(found, "domain"), emails.index)


def communities_of(kept: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Groups listed or met in messages; a private one has no name here."""
    met = (
        kept.assign(private=is_true(kept["in_private_group"]))
        .groupby("community")
        .agg(met_name=("group_name", "last"), met_private=("private", "max"))
        .reset_index()
    )
    listed = groups.rename(columns={"id": "community"})
    every = listed.merge(met, on="community", how="outer").sort_values("community")
    private = every["private"].str.lower().eq("true").fillna(False).astype(bool)
    private |= every["met_private"].astype("boolean").fillna(False).astype(bool)
    company = every["community"] == ALL_COMPANY
    name = every["name"].fillna(every["met_name"]).mask(company, "All Company").mask(private)
    return table(
        "communities",
        {
            "community": every["community"],
            "name": name,
            "kind": pd.Series("unknown", index=every.index).mask(company, "company"),
            "visibility": pd.Series("open", index=every.index).mask(private, "closed"),
            "created_at": every["created_at"],
            "ended_at": every["updated_at"].where(is_true(every["deleted"])),
        },
    )
