"""Size of the pilot that these tests calibrate on, and the parameters it was played under."""

PEOPLE, WEEKS, UNTIL, RUNS = 100, 7, 5, 300
LIVELY = {"talk_base": -4.0, "invitation_hazard": 0.25}
