"""The model in force, checked against the catalogue whose values it is given."""

from functools import cache
from importlib.resources import files

from interceptor.errors import ConfigError, Fault
from interceptor.indicators.catalogue import CATALOGUE
from models.errors import ModelError
from models.tables import TableModel


def load(body: bytes) -> TableModel:
    """The model in a file's bytes. Raises `ConfigError` (`bad_model`) when it is altered or not of this catalogue."""
    try:
        model = TableModel.load(body)
    except ModelError as error:
        raise ConfigError(Fault.BAD_MODEL, str(error)) from error
    if model.names != tuple(item.id for item in CATALOGUE):
        raise ConfigError(Fault.BAD_MODEL, f"{model.name} was made for another catalogue of indicators")
    return model


@cache
def shipped() -> TableModel:
    """The model that comes with the program."""
    return load((files("models.shipped") / "expert.json").read_bytes())


def label(model: TableModel) -> str:
    """What a decision record carries: the model's name, then the first 12 digits of its digest."""
    return f"{model.name}:{model.digest[:12]}"
