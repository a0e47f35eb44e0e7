"""Printed confidence intervals of proportions: by which method and level counts give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist
from types import MappingProxyType

from rechallenge.errors import InputError
from rechallenge.studies.recovery.printed import as_printed

USUAL_LEVEL = 95.0
"""The confidence level, in per cent, where none is printed."""

_EXACT = "Clopper–Pearson"
_NEGLIGIBLE = 1e-16

OTHER_LEVELS = (90.0, 80.0, 99.0)
"""The other levels, in per cent, that are tried; a free level would always fit something."""


@dataclass(frozen=True, slots=True)
class PrintedInterval:
    """A confidence interval as printed, in per cent.

    Attributes
    ----------
    low, high : str
        The limits with their printed decimals.
    level : float or None
        Confidence level in per cent; None where none is printed.
    """

    low: str
    high: str
    level: float | None = None

    def __str__(self) -> str:
        return f"{self.low}–{self.high}"

    @property
    def stated_level(self) -> float:
        """The printed level, else the usual one."""
        return USUAL_LEVEL if self.level is None else self.level


@dataclass(frozen=True, slots=True)
class Fit:
    """How counts give a printed interval.

    Attributes
    ----------
    method : str
        Name of the interval, such as ``Clopper–Pearson``.
    level : float
        Confidence level in per cent.
    cut : bool
        True when the limits were cut off instead of rounded.
    """

    method: str
    level: float
    cut: bool = False


def interval_limits(
    method: str, count: int, total: int, level: float = USUAL_LEVEL
) -> tuple[float, float]:
    """Return the confidence limits of count / total, in per cent.

    Parameters
    ----------
    method : str
        One of `METHODS`.
    count, total : int
    level : float
        Confidence level in per cent.

    Raises
    ------
    InputError
        For impossible counts or level, or a method that is not offered.

    References
    ----------
    Clopper & Pearson (1934), Biometrika 26:404; Wilson (1927), JASA 22:209; Agresti & Coull
    (1998), Am Stat 52:119.
    """
    if method not in METHODS:
        raise InputError(f"unknown interval {method!r}; choose one of {', '.join(METHODS)}")
    if not 0 <= count <= total or total < 1:
        raise InputError(f"{count} of {total} patients have no interval")
    if not 0 < level < 100:
        raise InputError(f"the confidence level must lie between 0 and 100, got {level}")
    low, high = METHODS[method]
    return low(count, total, level), high(count, total, level)


def ways_to_fit(
    count: int, total: int, interval: PrintedInterval, *, level: float, cut: bool = False
) -> tuple[Fit, ...]:
    """Return every method whose interval for count / total is printed as the given one.

    Parameters
    ----------
    count, total : int
    interval : PrintedInterval
        Its limits; the level is the one given here.
    level : float
        Confidence level in per cent.
    cut : bool
        Cut both limits off after their last printed decimal instead of rounding them.
    """
    return tuple(_fits(count, total, interval, level=level, cut=cut))


def fits_interval(count: int, total: int, interval: PrintedInterval) -> bool:
    """Tell whether an interval of count / total rounds to the printed one at its stated level."""
    return next(_fits(count, total, interval, level=interval.stated_level), None) is not None


def fits_one_sided(count: int, total: int, interval: PrintedInterval) -> bool:
    """Tell whether the printed interval is the one-sided exact one of no or of all patients.

    Some programs give the whole error probability to the only free limit there.
    """
    if count not in {0, total}:
        return False
    windows = as_printed(interval.low).window(), as_printed(interval.high).window()
    return _exact_fits(count, total, 2 * interval.stated_level - 100, *windows)


def narrowed(
    pairs: Iterable[tuple[int, int]], interval: PrintedInterval
) -> Mapping[tuple[int, int], tuple[Fit, ...]]:
    """Return the pairs (count, total) that give a printed interval, and how.

    Rounded limits at the stated level go before limits cut off, and these before other levels,
    which are tried only where no level is printed.
    """
    candidates = tuple(pairs)
    stated: tuple[float, ...] = (interval.stated_level,)
    attempts = [(stated, False), (stated, True)]
    if interval.level is None:
        attempts.append((OTHER_LEVELS, False))
    for levels, cut in attempts:
        ways = {
            (count, total): tuple(
                fit
                for level in levels
                for fit in ways_to_fit(count, total, interval, level=level, cut=cut)
            )
            for count, total in candidates
        }
        fitting = {pair: fits for pair, fits in ways.items() if fits}
        if fitting:
            return fitting
    return {}


def told(fits: Iterable[Fit]) -> str:
    """Name methods and levels in a few words: ``Clopper–Pearson or Wilson, 95 %``."""
    by_level: dict[float, list[str]] = {}
    cut = False
    for fit in fits:
        by_level.setdefault(fit.level, []).append(fit.method)
        cut = cut or fit.cut
    texts = [f"{' or '.join(methods)}, {level:g} %" for level, methods in by_level.items()]
    return "; ".join(texts) + (", limits cut off, not rounded" if cut else "")


def _fits(
    count: int, total: int, interval: PrintedInterval, *, level: float, cut: bool = False
) -> Iterator[Fit]:
    low = as_printed(interval.low).window(cut=cut)
    high = as_printed(interval.high).window(cut=cut)
    for method, (lower, upper) in METHODS.items():
        if method == _EXACT:
            fits = _exact_fits(count, total, level, low, high)
        else:
            fits = (
                low[0] <= lower(count, total, level) <= low[1]
                and high[0] <= upper(count, total, level) <= high[1]
            )
        if fits:
            yield Fit(method, level, cut)


def _exact_fits(
    count: int, total: int, level: float, low: tuple[float, float], high: tuple[float, float]
) -> bool:
    """Tell whether both exact limits lie in their windows, without computing them.

    Of each limit the probability of the counts at least as far out is half of the error, so it
    lies between two values when these probabilities enclose half of the error. The upper limit is
    that of the patients without the event, mirrored.
    """
    tail = (1 - level / 100) / 2
    return _encloses(low, count, total, tail) and _encloses(
        (100 - high[1], 100 - high[0]), total - count, total, tail
    )


def _encloses(window: tuple[float, float], count: int, total: int, tail: float) -> bool:
    if count == 0:
        return window[0] <= 0 <= window[1]
    return (
        _at_least(count, total, window[0] / 100) <= tail
        and _at_least(count, total, window[1] / 100) >= tail
    )


def _at_least(count: int, total: int, rate: float) -> float:
    """Probability of `count` or more of `total` at a rate below count / total, else 1.

    At rates from count / total on it is a half or more, which no level below 100 % asks for.
    """
    if rate <= 0:
        return 0.0
    if rate >= count / total:
        return 1.0
    term = exp(
        lgamma(total + 1)
        - lgamma(count + 1)
        - lgamma(total - count + 1)
        + count * log(rate)
        + (total - count) * log1p(-rate)
    )
    odds, probability = rate / (1 - rate), 0.0
    for k in range(count, total + 1):
        probability += term
        if term <= _NEGLIGIBLE * probability:
            break
        term *= odds * (total - k) / (k + 1)
    return min(probability, 1.0)


@lru_cache(maxsize=32)
def _normal_quantile(level: float) -> float:
    return -NormalDist().inv_cdf((1 - level / 100) / 2)


def _exact_low(count: int, total: int, level: float) -> float:
    # Only messages show limits, and it takes longer to import than all study files to read.
    from scipy.special import betaincinv  # noqa: PLC0415

    if count == 0:
        return 0.0
    return 100 * float(betaincinv(count, total - count + 1, (1 - level / 100) / 2))


def _exact_high(count: int, total: int, level: float) -> float:
    return 100 - _exact_low(total - count, total, level)


def _wilson(count: int, total: int, level: float, *, sign: int) -> float:
    if count == (0 if sign < 0 else total):
        return 0.0 if sign < 0 else 100.0
    z = _normal_quantile(level)
    spread = z * sqrt(count * (total - count) / total + z * z / 4)
    return 100 * (count + z * z / 2 + sign * spread) / (total + z * z)


def _wald(count: float, total: float, level: float, *, sign: int) -> float:
    spread = _normal_quantile(level) * sqrt(count * (total - count) / total)
    return min(max(100 * (count + sign * spread) / total, 0.0), 100.0)


def _agresti_coull(count: int, total: int, level: float, *, sign: int) -> float:
    squared = _normal_quantile(level) ** 2
    return _wald(count + squared / 2, total + squared, level, sign=sign)


_Limit = Callable[[int, int, float], float]

METHODS: Mapping[str, tuple[_Limit, _Limit]] = MappingProxyType(
    {
        _EXACT: (_exact_low, _exact_high),
        "Wilson": (partial(_wilson, sign=-1), partial(_wilson, sign=1)),
        "Wald": (partial(_wald, sign=-1), partial(_wald, sign=1)),
        "Agresti–Coull": (partial(_agresti_coull, sign=-1), partial(_agresti_coull, sign=1)),
    }
)
"""Methods by name: their lower and their upper limit in per cent, of count, total and level."""
