"""How HR systems name their columns, in French and in English, and what some values mean."""

from __future__ import annotations

ALIASES: dict[str, tuple[str, ...]] = {
    "employee_id": (
        "emp_id", "empid", "employee number", "employee no", "personnel number", "pernr",
        "person_id", "worker id", "userid", "staff id", "matricule", "matricule salarié",
        "matricule paie", "numéro salarié", "id salarié", "id collaborateur", "identifiant",
        "code salarié", "num agent", "employee", "id",
    ),
    "email": (
        "e-mail", "work email", "mail", "primary work email",
        "courriel", "adresse mail", "mail professionnel", "email pro", "adresse électronique",
    ),
    "login": (
        "upn", "user principal name", "username", "user name", "account name", "samaccountname",
        "nom d'utilisateur", "identifiant de connexion", "compte", "compte utilisateur",
    ),
    "manager_id": (
        "manager employee id", "supervisor id", "supervisorEId", "reports to id", "matricule n+1",
        "matricule manager", "matricule responsable", "manager", "supervisor", "reports_to",
        "reporting to", "line manager", "responsable", "responsable hiérarchique", "supérieur",
        "supérieur hiérarchique", "n+1", "hiérarchique", "manager_email", "manager name",
    ),
    "is_manager": ("supervisorindicator", "people manager", "encadrant", "est manager"),
    "team": ("team_name", "équipe"),
    "department": (
        "dept", "organization", "organisation", "org unit", "unit", "supervisory organization",
        "cost center", "function", "service", "département", "direction", "unité", "entité",
        "unité organisationnelle", "uo", "pôle", "centre de coût",
    ),
    "business_unit": (
        "division", "bu", "company", "legal entity", "subsidiary", "branche", "société", "filiale",
        "entité juridique", "activité",
    ),
    "site": (
        "location", "office", "work location", "officelocation", "building", "city",
        "établissement", "lieu de travail", "localisation", "implantation", "agence", "ville",
        "bureau",
    ),
    "job_family": (
        "job function", "functiontype", "job category", "jobcode", "profession",
        "famille d'emploi", "famille professionnelle", "filière", "métier", "famille métier",
        "emploi type", "code emploi",
    ),
    "hire_date": (
        "start date", "original hire date", "continuous service date", "seniority date",
        "employment_start_date", "date d'entrée", "date entrée", "date d'embauche",
        "date embauche", "date d'ancienneté", "début contrat", "date arrivée",
    ),
    "tenure_years": (
        "tenure", "years of service", "seniority", "length of service", "ancienneté",
        "ancienneté (années)", "ancienneté groupe",
    ),
    "end_date": (
        "termination date", "leave date", "date de sortie", "date de départ", "fin de contrat",
    ),
    "remote_days": (
        "wfh days", "telework", "days remote", "hybrid", "remote days per month", "télétravail",
        "jours de télétravail", "jours de télétravail par mois", "nb jours tt", "tt",
        "jours distanciel",
    ),
    "onsite_days": ("office days", "jours sur site"),
    "fte": (
        "full time equivalent", "weekly hours", "etp", "temps de travail", "taux d'activité",
        "quotité",
    ),
    "effective_at": (
        "effective date", "effective from", "valid from", "date d'effet", "date de mouvement",
        "début de situation", "date de mutation",
    ),
    "wave": ("cohort", "vague", "vague de déploiement", "cohorte"),
    "invited_at": ("invitation date", "invited on", "date d'invitation", "invité le"),
    "status": (
        "employment status", "active", "is active", "accountenabled", "statut", "actif",
        "situation", "état",
    ),
    "first_name": ("firstname", "given name", "prénom"),
    "last_name": ("lastname", "family name", "surname", "nom", "nom de famille"),
    "full_name": (
        "name", "worker", "display name", "employee name", "nom complet", "nom prénom",
        "prénom nom", "collaborateur", "salarié",
    ),
}  # fmt: skip
"""Role -> names accepted for its column, best first."""

NO_MANAGER = {"nomgr", "nohr", "nomanager"}
"""What stands for nobody in the manager's column, compared without case and signs."""

GONE = {
    "inactive", "inactif", "inactiveemployee", "terminated", "left", "leaver", "retired", "sorti",
    "parti", "f", "false", "faux", "0", "no", "non", "n", "t",
}  # fmt: skip
"""Values of the status of people who are no longer there."""

YES = {"y", "yes", "o", "oui", "true", "vrai", "1", "x", "manager", "people manager", "encadrant"}
"""Values that say that a person leads others."""
