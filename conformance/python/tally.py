"""Counts of what is equal, what is a near tie and what differs."""
import numpy as np
import pandas as pd


class Tally:
    """One row for each quantity, and a list of all that is not equal."""

    def __init__(self):
        self.rows = {}
        self.near_ties = []
        self.differences = []
        self.untouched = {}

    def compare(self, quantity, stored, own, near=None, rtol=0.0, atol=0.0, where="", names=None):
        """Compares value by value; a missing value is equal to a missing value alone.

        near: by value, whether its difference is a near tie: an array, or a function of (index, stored value)
        names: what to call each value in the lists
        """
        stored, own = _floats(stored), _floats(own)
        if stored.shape != own.shape:
            raise SystemExit(f"{quantity} of {where}: {stored.size} values are stored, {own.size} computed")
        with np.errstate(invalid="ignore"):
            equal = np.abs(stored - own) <= atol + rtol * np.abs(own)
        equal |= np.isnan(stored) & np.isnan(own)
        row = self.rows.setdefault(quantity, [0, 0, 0, 0])
        row[0] += equal.size
        row[1] += int(equal.sum())
        for index in np.flatnonzero(~equal):
            value = stored[index]
            tie = bool(near(index, value) if callable(near) else near is not None and near[index])
            row[2 if tie else 3] += 1
            place = f" {names} {index}" if names else ""
            (self.near_ties if tie else self.differences).append(
                f"{where}{place}: {quantity} stored {value:.17g}, computed {own[index]:.17g}")
        return equal

    def leave(self, view, columns):
        """Notes columns that are there and not computed again."""
        if columns:
            self.untouched.setdefault(view, set()).update(columns)

    def text(self, most):
        """The table, then the lists, each cut after so many lines."""
        width = max([len(quantity) for quantity in self.rows] + [8])
        lines = [f"{'quantity':{width}}  {'compared':>10}  {'equal':>10}  {'near ties':>9}  {'different':>9}"]
        for quantity, (compared, equal, near, different) in self.rows.items():
            lines.append(f"{quantity:{width}}  {compared:10d}  {equal:10d}  {near:9d}  {different:9d}")
        for title, entries in (("near ties", self.near_ties), ("different", self.differences)):
            if entries:
                lines += ["", f"{title}: {len(entries)}", *("  " + entry for entry in entries[:most])]
                if len(entries) > most:
                    lines.append(f"  and {len(entries) - most} more; see --most")
        for view, columns in self.untouched.items():
            lines += ["", f"not computed again in {view}: {', '.join(sorted(columns))}"]
        return "\n".join(lines)


def _floats(values):
    return np.atleast_1d(pd.to_numeric(pd.Series(np.atleast_1d(values)), errors="raise").to_numpy(dtype=float, na_value=np.nan))
