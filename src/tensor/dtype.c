/* Dtypes: names, sizes, promotion, conversion. Knows of no tensors and no ops. */
#include "tensor/dtype.h"

#include <string.h>

#include "base/cpu.h"

static const char *const names[LN_DTYPE_COUNT] = {
    [LN_BOOL] = "bool",       [LN_UINT8] = "uint8",     [LN_UINT16] = "uint16",     [LN_UINT32] = "uint32",
    [LN_UINT64] = "uint64",   [LN_INT8] = "int8",       [LN_INT16] = "int16",       [LN_INT32] = "int32",
    [LN_INT64] = "int64",     [LN_FLOAT16] = "float16", [LN_BFLOAT16] = "bfloat16", [LN_FLOAT32] = "float32",
    [LN_FLOAT64] = "float64",
};

const unsigned char ln_dtype_sizes[LN_DTYPE_COUNT] = {
    [LN_BOOL] = 1,  [LN_UINT8] = 1, [LN_UINT16] = 2,  [LN_UINT32] = 4,   [LN_UINT64] = 8,  [LN_INT8] = 1,    [LN_INT16] = 2,
    [LN_INT32] = 4, [LN_INT64] = 8, [LN_FLOAT16] = 2, [LN_BFLOAT16] = 2, [LN_FLOAT32] = 4, [LN_FLOAT64] = 8,
};

const char *ln_dtype_name(ln_dtype dtype)
{
    return names[dtype];
}

bool ln_dtype_find(const char *name, ln_dtype *out)
{
    for (int i = 0; i < LN_DTYPE_COUNT; i++)
        if (strcmp(names[i], name) == 0) {
            *out = (ln_dtype)i;
            return true;
        }
    return false;
}

/* Promotion ------------------------------------------------------------------------------------------------------
 * The lattice (JAX's type promotion semantics, which Keras follows):
 *   bool < int* < uint8 < uint16 < uint32 < uint64 < float*,   int* < int8 < int16 < int32 < int64 < float*,
 *   uint8 < int16, uint16 < int32, uint32 < int64,   float* < {bfloat16, float16} < float32 < float64,
 * int* and float* being the weak kinds. Each node's set of nodes at or above it is a bit mask; the join of several nodes is
 * the node whose own mask equals the intersection of theirs. */

enum { WEAK_INT = LN_DTYPE_COUNT, WEAK_FLOAT, NODE_COUNT };

#define BIT(n) (1u << (n))
#define ABOVE_F64 BIT(LN_FLOAT64)
#define ABOVE_F32 (BIT(LN_FLOAT32) | ABOVE_F64)
#define ABOVE_F16 (BIT(LN_FLOAT16) | ABOVE_F32)
#define ABOVE_BF16 (BIT(LN_BFLOAT16) | ABOVE_F32)
#define ABOVE_WF (BIT(WEAK_FLOAT) | ABOVE_F16 | ABOVE_BF16)
#define ABOVE_I64 (BIT(LN_INT64) | ABOVE_WF)
#define ABOVE_I32 (BIT(LN_INT32) | ABOVE_I64)
#define ABOVE_I16 (BIT(LN_INT16) | ABOVE_I32)
#define ABOVE_I8 (BIT(LN_INT8) | ABOVE_I16)
#define ABOVE_U64 (BIT(LN_UINT64) | ABOVE_WF)
#define ABOVE_U32 (BIT(LN_UINT32) | ABOVE_U64 | ABOVE_I64)
#define ABOVE_U16 (BIT(LN_UINT16) | ABOVE_U32 | ABOVE_I32)
#define ABOVE_U8 (BIT(LN_UINT8) | ABOVE_U16 | ABOVE_I16)
#define ABOVE_WI (BIT(WEAK_INT) | ABOVE_U8 | ABOVE_I8)
#define ABOVE_BOOL (BIT(LN_BOOL) | ABOVE_WI)

static const unsigned above[NODE_COUNT] = {
    [LN_BOOL] = ABOVE_BOOL,   [LN_UINT8] = ABOVE_U8,    [LN_UINT16] = ABOVE_U16,    [LN_UINT32] = ABOVE_U32,
    [LN_UINT64] = ABOVE_U64,  [LN_INT8] = ABOVE_I8,     [LN_INT16] = ABOVE_I16,     [LN_INT32] = ABOVE_I32,
    [LN_INT64] = ABOVE_I64,   [LN_FLOAT16] = ABOVE_F16, [LN_BFLOAT16] = ABOVE_BF16, [LN_FLOAT32] = ABOVE_F32,
    [LN_FLOAT64] = ABOVE_F64, [WEAK_INT] = ABOVE_WI,    [WEAK_FLOAT] = ABOVE_WF,
};

ln_dtype ln_promote(const ln_type *types, int count, ln_dtype floatx)
{
    unsigned common = ABOVE_BOOL;
    bool same = count > 0;
    for (int i = 0; i < count && same; i++)
        same = types[i].dtype == types[0].dtype && !types[i].weak;
    if (same)
        return types[0].dtype;
    for (int i = 0; i < count; i++) {
        int node = types[i].dtype;
        if (types[i].weak && node != LN_BOOL)
            node = ln_dtype_is_float(types[i].dtype) ? WEAK_FLOAT : WEAK_INT;
        common &= above[node];
    }
    for (int node = 0; node < NODE_COUNT; node++)
        if (above[node] == common)
            return node == WEAK_INT ? LN_INT32 : node == WEAK_FLOAT ? floatx : (ln_dtype)node;
    return LN_FLOAT32; /* unreachable: the lattice is closed under joins */
}

/* Conversion ---------------------------------------------------------------------------------------------------- */

extern const ln_converters ln_converters_base;
#ifdef LN_HAVE_X86_64_LEVELS
extern const ln_converters ln_converters_v3, ln_converters_v4;
#endif

ln_convert_fn ln_converter(ln_dtype to, ln_dtype from)
{
    if (to == from) { /* a copy, whatever the bits mean */
        size_t size = ln_dtype_size(to);
        to = from = size == 1 ? LN_UINT8 : size == 2 ? LN_UINT16 : size == 4 ? LN_UINT32 : LN_UINT64;
    }
#ifdef LN_HAVE_X86_64_LEVELS
    static const ln_converters *const levels[] = { &ln_converters_base, &ln_converters_base, &ln_converters_v3,
                                                   &ln_converters_v4 };
    return (*levels[ln_cpu_isa()])[from][to];
#else
    return ln_converters_base[from][to];
#endif
}
