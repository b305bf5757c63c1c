"""`make quality`: how much fraud is caught, and how many honest wires are held up, in simulated worlds.

Each world is learnt and then decided, as `interceptor learn` and `interceptor score --store` do with
`python -m models.worlds`. It measures the engine on our own simulator: the simulator's rates of genuine bank changes
and other look-alikes are assumptions, most of them worse than a bank's (some 1 % of wires). Seeds 1 to 99 are for
development; report others.
"""

import argparse
import json
import sys

from benchmarks.quality.page import closing, lines
from benchmarks.quality.play import Size, play
from benchmarks.quality.tally import Tally

SIZES = {
    "small": Size("small", debtors=60, days=150, learnt=14_000, decided=7_000),
    "medium": Size("medium", debtors=200, days=180, learnt=40_000, decided=20_000),
    "large": Size("large", debtors=500, days=180, learnt=80_000, decided=30_000),
}


def main() -> None:
    """Play every seed at every size; print each world's closing line, then the tables of all."""
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    arguments.add_argument("--seeds", default="101,102,103", help="parted by commas")
    arguments.add_argument("--sizes", default="small,medium", help=f"of {', '.join(SIZES)}, parted by commas")
    arguments.add_argument("--fraud-rate", type=float, default=0.002, help="share of wires")
    chosen = arguments.parse_args()
    whole = Tally()
    for name in chosen.sizes.split(","):
        for seed in map(int, chosen.seeds.split(",")):
            judged = play(seed, SIZES[name], fraud_rate=chosen.fraud_rate)
            found = {"size": name, "seed": seed, **closing(Tally().add(judged))}
            print(json.dumps(found), file=sys.stderr, flush=True)
            whole.add(judged)
    print("\n".join(lines(whole)))
    print(json.dumps(closing(whole)))


if __name__ == "__main__":
    main()
