"""The configuration of a review: from YAML to complete, checked settings."""

from rechallenge.config.defaults import with_default_analyses
from rechallenge.config.loading import load_config, read_settings
from rechallenge.config.settings import AnalysisSettings, ModelSettings, ReviewSettings

__all__ = [
    "AnalysisSettings",
    "ModelSettings",
    "ReviewSettings",
    "load_config",
    "read_settings",
    "with_default_analyses",
]
