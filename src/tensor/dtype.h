/* Dtypes: names, sizes, kinds, promotion, conversion. Knows of no tensors and no ops. */
#ifndef LN_TENSOR_DTYPE_H
#define LN_TENSOR_DTYPE_H

#include "base/context.h"
#include "tensor/half.h"

typedef enum ln_dtype {
    LN_BOOL,
    LN_UINT8,
    LN_UINT16,
    LN_UINT32,
    LN_UINT64,
    LN_INT8,
    LN_INT16,
    LN_INT32,
    LN_INT64,
    LN_FLOAT16,
    LN_BFLOAT16,
    LN_FLOAT32,
    LN_FLOAT64,
    LN_DTYPE_COUNT
} ln_dtype;

/* X(DTYPE, ctype) for every dtype whose elements C computes with directly. */
#define LN_INTEGER_TYPES(X)                                                                                                      \
    X(LN_UINT8, uint8_t)                                                                                                         \
    X(LN_UINT16, uint16_t)                                                                                                       \
    X(LN_UINT32, uint32_t)                                                                                                       \
    X(LN_UINT64, uint64_t)                                                                                                       \
    X(LN_INT8, int8_t)                                                                                                           \
    X(LN_INT16, int16_t)                                                                                                         \
    X(LN_INT32, int32_t)                                                                                                         \
    X(LN_INT64, int64_t)
#define LN_FLOAT_TYPES(X)                                                                                                        \
    X(LN_FLOAT32, float)                                                                                                         \
    X(LN_FLOAT64, double)

const char *ln_dtype_name(ln_dtype dtype);
extern const unsigned char ln_dtype_sizes[LN_DTYPE_COUNT];
/* Bytes of one element. */
static inline size_t ln_dtype_size(ln_dtype dtype)
{
    return ln_dtype_sizes[dtype];
}
/* The dtype of a name; false when there is none. */
bool ln_dtype_find(const char *name, ln_dtype *out);

static inline bool ln_dtype_is_float(ln_dtype dtype)
{
    return dtype >= LN_FLOAT16;
}
/* bool is none */
static inline bool ln_dtype_is_integer(ln_dtype dtype)
{
    return dtype >= LN_UINT8 && dtype <= LN_INT64;
}
static inline bool ln_dtype_is_signed(ln_dtype dtype)
{
    return dtype >= LN_INT8;
}
/* The dtype that arithmetic runs in: float32 for the half types, the dtype itself otherwise. */
static inline ln_dtype ln_dtype_compute(ln_dtype dtype)
{
    return dtype == LN_FLOAT16 || dtype == LN_BFLOAT16 ? LN_FLOAT32 : dtype;
}

/* An operand's type for promotion; `weak` for a Lua number, whose kind counts but not its width. */
typedef struct ln_type {
    ln_dtype dtype;
    bool weak;
} ln_type;

/* Keras's result type of the operands: the least upper bound in JAX's lattice of types, where weak operands
 * (bool, weak int, weak float) stand between the kinds. All weak: int32 or `floatx`. */
ln_dtype ln_promote(const ln_type *types, int count, ln_dtype floatx);

/* Converts n elements from src (step bytes apart) to contiguous dst. Float to integer truncates and saturates (nan
 * gives 0); to bool is "not zero"; integers wrap. dst may be src where both dtypes have one size and step is that size. */
typedef void (*ln_convert_fn)(int64_t n, void *dst, const void *src, ptrdiff_t step);
/* All of them for one instruction set, by [from][to]: convert.h, once per convert_*.c. */
typedef ln_convert_fn ln_converters[LN_DTYPE_COUNT][LN_DTYPE_COUNT];
/* The one for the running CPU. */
ln_convert_fn ln_converter(ln_dtype to, ln_dtype from);

#endif
