"""The one gate between what is measured and what is shown (S25).

Everything that leaves the workbench about real people passes here, in three steps:

1. *Merging* (`merging`): a group of fewer than `min_group` people is merged, for the whole
   record, with its nearest neighbour under the same parent.
2. *The gate* (`gate`): in each week a group that still holds fewer is not shown, and if what
   is hidden could be had by subtracting the shown groups from the total, the next smallest
   group is hidden too.
3. *Subtraction* (`subtraction`): in each week the groups of one grouping are held against
   those of every other grouping of the record, and of earlier imports of the same people,
   as if all of them had been asked for.

What is guaranteed, for each week of a record of real people, whatever is asked, in any
order: no figure shown is of 1 to `min_group` − 1 people; and no sum of figures of the same
indicator, with whatever factors, taken from any two groupings (unit, team, site, level, profile
of use, the total) or from one of them before and after a new import, is of so few people
either. The guarantee is that of the smallest `min_group` anybody has asked for.

What is not guaranteed: three groupings combined at once; following a group from week to
week while few people join or leave it; people who are in one of two imports only, since they
change the totals, which are always shown; knowing most members of a group beforehand; a shown
group of which everybody did the same; profiles under one set of thresholds held against those
under another; communities, whose members overlap. Counts are exact: no noise is added.

People of a simulated record are nobody: they are exempt, and every view marks them.
"""

from simulation.protection.crossing import hidden_by_all
from simulation.protection.gate import (
    LEAST_GROUP,
    MEASURES,
    UNKNOWN,
    Released,
    check_min_group,
    check_released,
    release,
)
from simulation.protection.merging import merge_small_groups, merged_labels, nearness_by_superiors
from simulation.protection.subtraction import Grouping, hidden_by_crossing
from simulation.protection.together import shown_together

__all__ = [
    "LEAST_GROUP",
    "MEASURES",
    "UNKNOWN",
    "Grouping",
    "Released",
    "check_min_group",
    "check_released",
    "hidden_by_all",
    "hidden_by_crossing",
    "merge_small_groups",
    "merged_labels",
    "nearness_by_superiors",
    "release",
    "shown_together",
]
