"""The one gate between what is measured and what is shown (S25).

Everything that leaves the workbench about real people passes here, in three steps:

1. *Merging* (`merging`): a group of fewer than `min_group` people is merged, for the whole
   record, with its nearest neighbour under the same parent.
2. *The gate* (`gate`): in each week a group that still holds fewer is not shown, and if what
   is hidden could be had by subtracting the shown groups from the total, the next smallest
   group is hidden too.
3. *Crossing* (`crossing`): in each week the groups of one grouping are held against those of
   all groupings before it, taken together, as if all of them had been asked for; and
   against those of earlier imports of the same people, one at a time (`subtraction`).

The attacker that this is built against has every table of a record, in any number of
queries and any order, and knows of each person the unit, team, site, level and profile of
use. He wants to know what few people did, and adds and subtracts figures with any factors.

What is guaranteed, for each week of a record of real people: no figure shown is of a group of
1 to `min_group` − 1 people; and no sum of figures of the same indicator over groups shown
(unit, team, site, level, profile of use, the total: all five at once) is of so few people
either. The same holds of the characteristics by which a pilot is set beside its company,
with each other. Of one grouping before and after a new import it holds too. The guarantee
is that of the smallest `min_group` anybody has asked for.

Groups by profile of real people are formed under the usual thresholds only, so that two of
them never differ by few people; other thresholds change what is counted, not who stands
together. A figure of a community counts what its members do there: two communities share no
act, so that one cannot be subtracted from the other, and beside units and the rest a sum
with a community of its own factor is of all its members, who also act outside it. What two
share in members is told in tenths, and only where those in both, and those in one alone, are
enough.

What is not guaranteed. *Small numbers in large groups are told as they are*: three of forty who
write, one who has a profile; moves between profiles and pairs of typologies put the rare ones
together, yet the shares of the profiles tell how many those of one profile are. *Everybody
the same*: where all of a shown group did something, or none, it is known of each, and can tell
who is where in another grouping. *Communities beside units*, where nobody ever acts outside
a community: one made of a unit, which acts nowhere else, and of a few others tells what these
did. *From week to week*: when one person joins or leaves, the
change of a running total such as those registered tells of that person. *Earlier imports* are
held against each grouping of today alone; people who are in one of two imports only change
the totals, which are always shown. *Knowing most members of a group beforehand*. *Teams* are
not held against job family, tenure or the other characteristics of the company's comparison.
Counts are exact: no noise is added.

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
