"""Write the expert model for the present catalogue: `python -m interceptor.decisions.expert [FILE]`.

To be run after every change of an indicator's declaration or of a weight; a test fails until it has been.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from interceptor.indicators.catalogue import CATALOGUE
from interceptor.indicators.declaration import Indicator
from models import expert, shipped
from models.document import dump


def build(catalogue: Sequence[Indicator] = CATALOGUE) -> bytes:
    """The bytes of the model file. Raises `ModelError` when weights and catalogue do not fit together."""
    return dump(
        expert.build(
            [
                expert.Declaration(id=item.id, strength=item.strength, lowers=item.lowers, steps=item.steps)
                for item in catalogue
            ]
        )
    )


if __name__ == "__main__":
    default = Path(shipped.__path__[0]) / "expert.json"
    (Path(sys.argv[1]) if len(sys.argv) > 1 else default).write_bytes(build())
