"""Whether people of one group are treated unlike others, told from numbers alone: for the check of bias, and for reports over the log.

- ``differences``: the same questions asked about different people, in pairs.
- ``disparities``: exchanges about people who belong to different groups.
"""

from medguard.comparing.groups import Disparity, disparities
from medguard.comparing.pairs import MEASURES, Difference, Means, differences

__all__ = ["MEASURES", "Difference", "Disparity", "Means", "differences", "disparities"]
