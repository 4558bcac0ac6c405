"""Who is seen visiting and contributing: counts kept per person, moved by those who change.

A colleague is seen for some weeks after a visit, and heard for some weeks after a
contribution. Only people who appear or disappear touch their colleagues' counts, so a
quiet week costs nothing per tie.
"""

from __future__ import annotations

from simulation.model.compilation import kernel
from simulation.model.state import NOT_YET


@kernel
def notice_colleagues(employee, tie, parameter, week):
    """Refresh who has been seen and heard in the weeks before this one (simultaneous)."""
    oldest = week - int(parameter.recent_weeks)
    for i in range(employee.unit.size):
        if employee.registered_week[i] == NOT_YET:
            continue
        seen = employee.last_visit[i] >= oldest and employee.last_visit[i] != NOT_YET
        if seen != employee.seen[i]:
            employee.seen[i] = seen
            sign = 1 if seen else -1
            for k in range(tie.start[i], tie.start[i + 1]):
                employee.seen_weight[tie.target[k]] += sign * tie.weight[k]
        voiced = employee.last_act[i] >= oldest and employee.last_act[i] != NOT_YET
        if voiced != employee.voiced[i]:
            employee.voiced[i] = voiced
            sign = 1 if voiced else -1
            for k in range(tie.start[i], tie.start[i + 1]):
                employee.voiced_weight[tie.target[k]] += sign * tie.weight[k]
