"""Which settings differ between two editions, split into steps that can be taken in any order."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from rechallenge.config.model_choice import impossible
from rechallenge.config.settings import ModelSettings

MODEL_PARTS = ("arms", "method", "measure", "tau2", "test", "level", "zero_cell")


def with_parts(model: ModelSettings, values: Mapping[str, Any]) -> ModelSettings:
    """Return a model with some of its settings replaced."""
    fields = {part: getattr(model, part) for part in MODEL_PARTS} | dict(values)
    return ModelSettings(**fields, subgroup_tau2=model.subgroup_tau2)


def setting_steps(old: ModelSettings, new: ModelSettings) -> dict[str, tuple[str, ...]]:
    """Split the settings that differ into steps that can be taken in any order.

    A change of method takes its measure and its estimator with it; the interval, and then the
    arms, join that step where a mix would ask for what no model offers.
    """
    differing = [part for part in MODEL_PARTS if getattr(old, part) != getattr(new, part)]
    joined: list[set[str]] = [{"method", "measure", "tau2"}] if "method" in differing else [set()]
    joined += [joined[0] | {"method", "measure", "tau2"} | more for more in ({"test"},
               {"test", "arms"})]  # fmt: skip
    for group in joined:
        together = tuple(part for part in differing if part in group)
        atoms: dict[str, tuple[str, ...]] = {
            part: (part,) for part in differing if part not in group
        }
        if together:
            atoms = {"model": together} | atoms if len(together) > 1 else {
                together[0]: together} | atoms  # fmt: skip
        if _any_mix_fits(old, new, atoms):
            break
    order = {name: i for i, name in enumerate(("arms", "model", *MODEL_PARTS[1:]))}
    return {name: atoms[name] for name in sorted(atoms, key=lambda name: order[name])}


def _any_mix_fits(
    old: ModelSettings, new: ModelSettings, atoms: Mapping[str, tuple[str, ...]]
) -> bool:
    for mix in product((old, new), repeat=len(atoms)):
        values = {
            part: getattr(source, part)
            for source, parts in zip(mix, atoms.values(), strict=True)
            for part in parts
        }
        if impossible(with_parts(old, values)):
            return False
    return True
