"""How far two points on the globe lie apart."""

from __future__ import annotations

import math

_DIAMETER = 2 * 6371.0088
"""Kilometres; the mean radius of the Earth as the IUGG defines it."""


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great-circle distance of two points, each (latitude, longitude) in degrees.

    >>> round(kilometres((50.73438, 7.09549), (51.51494, 7.466)))
    91
    """
    (lat_a, lon_a), (lat_b, lon_b) = one, other
    a, b = math.radians(lat_a), math.radians(lat_b)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    return _DIAMETER * math.asin(min(1.0, math.sqrt(half)))
