"""What an answer hangs on: shares of variance, conditions of failure, regret, what to learn."""

from simulation.robustness.discovery import Condition, Discovery, Limit, discover
from simulation.robustness.early_warning import EarlyWarning
from simulation.robustness.information import Information, Study, information
from simulation.robustness.inputs import Input, LeverFutures, lever_inputs
from simulation.robustness.pilot_design import Design, PilotDesign, design_pilot
from simulation.robustness.played import FUTURES, Played, futures_of, played
from simulation.robustness.red_team import Broken, RedTeam, red_team
from simulation.robustness.regret import Regret, regret
from simulation.robustness.sensitivity import Sensitivity, sensitivity
from simulation.robustness.shocks import SHOCKS, Shock
from simulation.robustness.stakes import Stake

__all__ = [
    "FUTURES",
    "SHOCKS",
    "Broken",
    "Condition",
    "Design",
    "Discovery",
    "EarlyWarning",
    "Information",
    "Input",
    "LeverFutures",
    "Limit",
    "PilotDesign",
    "Played",
    "RedTeam",
    "Regret",
    "Sensitivity",
    "Shock",
    "Stake",
    "Study",
    "design_pilot",
    "discover",
    "futures_of",
    "information",
    "lever_inputs",
    "played",
    "red_team",
    "regret",
    "sensitivity",
]
