"""The least squares of single rows, compiled: what a native fit does outside the algebra library.

Importing this imports numba: `native_cache.keep_kernels` goes before it.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

# Entries of a long row that are taken together: so many lines stay in the cache beside the sums.
_GATHERED = 128
# So many entries ahead their lines are asked for: the memory answers while others are computed.
_AHEAD = 16
_CACHE_LINE = 16  # numbers of float32

_code: Any = cgutils
# A sum may be split over the lanes of a vector, in one way for every call: results do not depend on who computes a row.
_compiled: Any = njit(nogil=True, cache=True, fastmath={"reassoc", "contract"})


def _prefetch_code(_typing, matrix, row, column):  # type: ignore[no-untyped-def]
    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        kind = signature.args[0]
        array = context.make_array(kind)(context, builder, arguments[0])
        at = [context.cast(builder, arguments[one], signature.args[one], types.intp) for one in (1, 2)]
        pointer = _code.get_item_pointer(context, builder, kind, array, at)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        function = _code.get_or_insert_function(
            builder.module, ir.FunctionType(ir.VoidType(), [byte, number, number, number]), "llvm.prefetch.p0"
        )
        to_read, to_keep, data = number(0), number(3), number(1)
        builder.call(function, [builder.bitcast(pointer, byte), to_read, to_keep, data])
        return context.get_dummy_value()

    return types.void(matrix, row, column), generate


# Asks for the cache line of a number that is needed soon. Numba has no word for it, LLVM has; a quarter of the time.
_prefetch: Any = intrinsic(_prefetch_code)


@_compiled
def _solve(system, right, size):  # type: ignore[no-untyped-def]
    """Solve a positive definite system in place by Cholesky: its lower triangle and `right` (the solution) are overwritten."""
    for row in range(size):
        for column in range(row):
            total = 0.0
            for at in range(column):
                total += system[row, at] * system[column, at]
            system[row, column] = (system[row, column] - total) / system[column, column]
        own = system[row, row]
        total = 0.0
        for at in range(row):
            total += system[row, at] * system[row, at]
        # what rounding left of a singular system must not become the root of a negative number
        system[row, row] = np.sqrt(max(own - total, 1e-14 * own))
        total = 0.0
        for at in range(row):
            total += system[row, at] * right[at]
        right[row] = (right[row] - total) / system[row, row]
    for row in range(size - 1, -1, -1):
        right[row] /= system[row, row]
        for at in range(row):
            right[at] -= system[row, at] * right[row]


@_compiled
def solve_rows(first, last, indptr, indices, weights, fixed, spectrum, roots, alpha, regularisation, scaled, solved):  # type: ignore[no-untyped-def]
    """Solve rows `first` to `last` into `solved`, given the `fixed` side (nodes, rank) in the eigenbasis of its Gram.

    `spectrum` (rank,) holds the Gram's eigenvalues; `roots` (n + 1, rank) is (spectrum + λ's share)^-½ for a row of 0 to n
    entries, and 0 in directions that the fixed side does not span. Rows of up to n entries go by Woodbury's identity,
    x = B⁻¹Wᵀ(D⁻¹ + W B⁻¹ Wᵀ)⁻¹D⁻¹p with B = spectrum + λ's share, D = alpha · weights and p = 1 + D: a system of the row's
    length. Longer ones go by the normal equations, of the rank's length. Weights are above 0.
    """
    rank = fixed.shape[1]
    entries = indptr[last]
    longest = len(roots) - 1
    lines = np.empty((longest, rank), np.float64)
    dual = np.empty((longest, longest), np.float64)
    dual_right = np.empty(longest, np.float64)
    gathered = np.empty((_GATHERED, rank), np.float64)
    product = np.empty((rank, rank), np.float64)
    primal = np.empty((rank, rank), np.float64)
    right = np.empty(rank, np.float64)
    for row in range(first, last):
        start, stop = indptr[row], indptr[row + 1]
        count = stop - start
        right[:] = 0
        if count == 0:
            solved[row] = 0
        elif count <= longest:
            root = roots[count]
            for one in range(count):
                column = indices[start + one]
                if start + one + _AHEAD < entries:
                    ahead = indices[start + one + _AHEAD]
                    for at in range(0, rank, _CACHE_LINE):
                        _prefetch(fixed, ahead, at)
                for at in range(rank):
                    lines[one, at] = fixed[column, at] * root[at]
                for other in range(one + 1):
                    total = 0.0
                    for at in range(rank):
                        total += lines[one, at] * lines[other, at]
                    dual[one, other] = total
                inverse = 1 / (alpha * np.float64(weights[start + one]))
                dual[one, one] += inverse
                dual_right[one] = 1 + inverse
            _solve(dual, dual_right, count)
            for one in range(count):
                factor = dual_right[one]
                for at in range(rank):
                    right[at] += factor * lines[one, at]
            for at in range(rank):
                solved[row, at] = right[at] * root[at]
        else:
            primal[:] = 0
            for block in range(start, stop, _GATHERED):
                size = min(_GATHERED, stop - block)
                for one in range(size):
                    column = indices[block + one]
                    confidence = alpha * np.float64(weights[block + one])
                    scale = np.sqrt(confidence)
                    for at in range(rank):
                        right[at] += (1 + confidence) * fixed[column, at]
                        gathered[one, at] = scale * fixed[column, at]
                np.dot(gathered[:size].T, gathered[:size], product)
                primal += product
            share = regularisation * count if scaled else regularisation
            for at in range(rank):
                own = spectrum[at] + share
                # where nothing is spanned the line is all 0, and so shall the solution be
                primal[at, at] += own if own > 0 else 1.0
            _solve(primal, right, rank)
            for at in range(rank):
                solved[row, at] = right[at]
