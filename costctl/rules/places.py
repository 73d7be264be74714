"""Places as the fact views look them up: how near a listed place is to one, and for which places a row may be taken."""

from collections.abc import Iterable, Mapping

from costctl.rules.cells import Cell
from costctl.rules.tables import ANY

Aliases = Mapping[tuple[Cell, Cell], Cell]
"""What `place_aliases` gives for a province and a way of writing."""

OTHER_PLACES, OTHER_CITIES, WHOLE_COUNTRY = "其他地区", "其他城市", "全境"
WHOLE_PROVINCE = ("全域", "全省", "全市")
_ENDINGS = ("地区", "市", "州", "县", "区", "旗")


def place_choice(province: Cell, place: str, listed: str, known: Aliases) -> int | None:
    """How near a listed place of a province is, 1 the nearest (`step.places`); None for one that is never taken."""
    may_be_elsewhere = place[-1] not in "区县旗" and stem(place) != province
    choices = (
        listed == place,
        listed == known.get((province, place)),
        stem(listed) == stem(place),
        listed == OTHER_PLACES and may_be_elsewhere,
        listed in WHOLE_PROVINCE,
    )
    return choices.index(True) + 1 if any(choices) else None


def names_another(place: str, listed: Iterable[str]) -> bool:
    """Whether a text has the stem of a listed place among other words, so that it has no cap (`step.places`)."""
    stems = {stem(one) for one in listed if one not in (OTHER_PLACES, *WHOLE_PROVINCE)}
    return any(len(one) >= 2 and one in place for one in stems)


def city_choice(city: Cell, listed: str) -> int | None:
    """How near the cities of a row are to a city abroad, or to none (`fact.overseas_stays`); None: never taken."""
    choices = (
        city in cities(listed),
        listed == OTHER_CITIES and city is not None,
        listed == WHOLE_COUNTRY,
        listed == ANY,
    )
    return choices.index(True) + 1 if any(choices) else None


def places_meant(place: str, listed: Iterable[str]) -> list[Cell]:
    """The places of a province for which a row may be taken: others, too, where it is for those not listed, or all."""
    return list(dict.fromkeys([place, *listed])) if place in (OTHER_PLACES, *WHOLE_PROVINCE) else [place]


def cities_meant(place: str, listed: Iterable[str]) -> list[Cell]:
    """The cities of a country for which a row may be taken; None for a stay without one."""
    if place not in (OTHER_CITIES, WHOLE_COUNTRY, ANY):
        return [*cities(place)]
    every = [city for other in listed for city in cities(other) if city not in (WHOLE_COUNTRY, ANY)]
    return list(dict.fromkeys([OTHER_CITIES, *every, *([] if place == OTHER_CITIES else [None])]))


def cities(listed: str) -> list[str]:
    """The cities that one row is for."""
    return listed.split("、")


def stem(name: str) -> str:
    """The name of a place without its first ending that fits, if two characters remain."""
    ending = next((ending for ending in _ENDINGS if name.endswith(ending)), "")
    return name.removesuffix(ending) if len(name) - len(ending) >= 2 else name
