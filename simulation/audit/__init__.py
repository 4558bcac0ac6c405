"""The audit before the objectives: a questionnaire at every level sets the levers (S22)."""

from simulation.audit.answers import Answers, read_answers, write_form
from simulation.audit.questionnaire import Questionnaire, form, questionnaire
from simulation.audit.scoring import Audit, Setting, estimate, heading, score

__all__ = [
    "Answers",
    "Audit",
    "Questionnaire",
    "Setting",
    "estimate",
    "form",
    "heading",
    "questionnaire",
    "read_answers",
    "score",
    "write_form",
]
