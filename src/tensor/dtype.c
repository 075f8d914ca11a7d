/* Dtypes: names, sizes, promotion, conversion. Knows of no tensors and no ops. */
#include "tensor/dtype.h"

#include <string.h>

static const struct {
    const char *name;
    unsigned char size;
} table[LN_DTYPE_COUNT] = {
    [LN_BOOL] = { "bool", 1 },       [LN_UINT8] = { "uint8", 1 },       [LN_UINT16] = { "uint16", 2 },
    [LN_UINT32] = { "uint32", 4 },   [LN_UINT64] = { "uint64", 8 },     [LN_INT8] = { "int8", 1 },
    [LN_INT16] = { "int16", 2 },     [LN_INT32] = { "int32", 4 },       [LN_INT64] = { "int64", 8 },
    [LN_FLOAT16] = { "float16", 2 }, [LN_BFLOAT16] = { "bfloat16", 2 }, [LN_FLOAT32] = { "float32", 4 },
    [LN_FLOAT64] = { "float64", 8 },
};

const char *ln_dtype_name(ln_dtype dtype)
{
    return table[dtype].name;
}

size_t ln_dtype_size(ln_dtype dtype)
{
    return table[dtype].size;
}

bool ln_dtype_find(const char *name, ln_dtype *out)
{
    for (int i = 0; i < LN_DTYPE_COUNT; i++)
        if (strcmp(table[i].name, name) == 0) {
            *out = (ln_dtype)i;
            return true;
        }
    return false;
}

bool ln_dtype_is_float(ln_dtype dtype)
{
    return dtype >= LN_FLOAT16;
}

bool ln_dtype_is_integer(ln_dtype dtype)
{
    return dtype >= LN_UINT8 && dtype <= LN_INT64;
}

bool ln_dtype_is_signed(ln_dtype dtype)
{
    return dtype >= LN_INT8;
}

ln_dtype ln_dtype_compute(ln_dtype dtype)
{
    return dtype == LN_FLOAT16 || dtype == LN_BFLOAT16 ? LN_FLOAT32 : dtype;
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
    for (int i = 0; i < count; i++) {
        int node = types[i].dtype;
        if (types[i].weak && node != LN_BOOL)
            node = ln_dtype_is_float(types[i].dtype) ? WEAK_FLOAT : WEAK_INT;
        common &= above[node];
        same = same && types[i].dtype == types[0].dtype && !types[i].weak;
    }
    if (same)
        return types[0].dtype;
    for (int node = 0; node < NODE_COUNT; node++)
        if (above[node] == common)
            return node == WEAK_INT ? LN_INT32 : node == WEAK_FLOAT ? floatx : (ln_dtype)node;
    return LN_FLOAT32; /* unreachable: the lattice is closed under joins */
}

/* Half types ---------------------------------------------------------------------------------------------------- */

float ln_half_to_float(uint16_t bits)
{
    uint32_t sign = (uint32_t)(bits & 0x8000u) << 16, exponent = (bits >> 10) & 31u, fraction = bits & 1023u, out;
    float value;
    if (exponent == 31) {
        out = sign | 0x7f800000u | fraction << 13;
    } else if (exponent == 0) {
        value = (float)fraction * 0x1p-24f;
        memcpy(&out, &value, 4);
        out |= sign;
    } else {
        out = sign | (exponent + 112) << 23 | fraction << 13;
    }
    memcpy(&value, &out, 4);
    return value;
}

uint16_t ln_float_to_half(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, 4);
    uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
    bits &= 0x7fffffffu;
    if (bits > 0x7f800000u)
        return (uint16_t)(sign | 0x7e00u | (bits >> 13 & 0x3ffu));
    if (bits >= 0x477ff000u) /* 65520 and more round to infinity */
        return (uint16_t)(sign | 0x7c00u);
    if (bits < 0x38800000u) { /* subnormal in half: let float addition round at 2^-24 */
        float magnitude, magic = 0.5f;
        memcpy(&magnitude, &bits, 4);
        magnitude += magic;
        uint32_t sum, base;
        memcpy(&sum, &magnitude, 4);
        memcpy(&base, &magic, 4);
        return (uint16_t)(sign | (sum - base));
    }
    bits += 0xfffu + (bits >> 13 & 1u) - (112u << 23);
    return (uint16_t)(sign | bits >> 13);
}

float ln_bfloat_to_float(uint16_t bits)
{
    uint32_t wide = (uint32_t)bits << 16;
    float value;
    memcpy(&value, &wide, 4);
    return value;
}

uint16_t ln_float_to_bfloat(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, 4);
    if ((bits & 0x7fffffffu) > 0x7f800000u)
        return (uint16_t)(bits >> 16 | 0x40u);
    return (uint16_t)((bits + 0x7fffu + (bits >> 16 & 1u)) >> 16);
}

/* Conversion ----------------------------------------------------------------------------------------------------
 * CONVERTER(from, to) expands to one loop; LOAD turns a stored element into a value, STORE a value into an element. */

#define SATURATE(name, type, low, high)                                                                                          \
    static inline type name(double v)                                                                                            \
    {                                                                                                                            \
        return v != v ? 0 : v <= (double)(low) ? (low) : v >= (double)(high) ? (high) : (type)v;                                 \
    }
SATURATE(sat_u8, uint8_t, 0, UINT8_MAX)
SATURATE(sat_u16, uint16_t, 0, UINT16_MAX)
SATURATE(sat_u32, uint32_t, 0, UINT32_MAX)
SATURATE(sat_u64, uint64_t, 0, UINT64_MAX)
SATURATE(sat_i8, int8_t, INT8_MIN, INT8_MAX)
SATURATE(sat_i16, int16_t, INT16_MIN, INT16_MAX)
SATURATE(sat_i32, int32_t, INT32_MIN, INT32_MAX)
SATURATE(sat_i64, int64_t, INT64_MIN, INT64_MAX)

#define LOAD_PLAIN(v) (v)
#define TO_BOOL(v) ((v) != 0)

#define CONVERTER(name, dst_type, src_type, load, store)                                                                         \
    static void name(int64_t n, void *dst, const void *src, ptrdiff_t step)                                                      \
    {                                                                                                                            \
        dst_type *d = dst;                                                                                                       \
        if (step == (ptrdiff_t)sizeof(src_type)) {                                                                               \
            const src_type *s = src;                                                                                             \
            for (int64_t i = 0; i < n; i++)                                                                                      \
                d[i] = (dst_type)store(load(s[i]));                                                                              \
            return;                                                                                                              \
        }                                                                                                                        \
        const char *s = src;                                                                                                     \
        for (int64_t i = 0; i < n; i++)                                                                                          \
            d[i] = (dst_type)store(load(*(const src_type *)(const void *)(s + i * step)));                                       \
    }

#define FROM_INT(tag, src_type, load)                                                                                            \
    CONVERTER(b_##tag, uint8_t, src_type, load, TO_BOOL)                                                                         \
    CONVERTER(u8_##tag, uint8_t, src_type, load, (uint8_t))                                                                      \
    CONVERTER(u16_##tag, uint16_t, src_type, load, (uint16_t))                                                                   \
    CONVERTER(u32_##tag, uint32_t, src_type, load, (uint32_t))                                                                   \
    CONVERTER(u64_##tag, uint64_t, src_type, load, (uint64_t))                                                                   \
    CONVERTER(i8_##tag, int8_t, src_type, load, (int8_t))                                                                        \
    CONVERTER(i16_##tag, int16_t, src_type, load, (int16_t))                                                                     \
    CONVERTER(i32_##tag, int32_t, src_type, load, (int32_t))                                                                     \
    CONVERTER(i64_##tag, int64_t, src_type, load, (int64_t))                                                                     \
    TO_FLOATS(tag, src_type, load)
#define FROM_FLOAT(tag, src_type, load)                                                                                          \
    CONVERTER(b_##tag, uint8_t, src_type, load, TO_BOOL)                                                                         \
    CONVERTER(u8_##tag, uint8_t, src_type, load, sat_u8)                                                                         \
    CONVERTER(u16_##tag, uint16_t, src_type, load, sat_u16)                                                                      \
    CONVERTER(u32_##tag, uint32_t, src_type, load, sat_u32)                                                                      \
    CONVERTER(u64_##tag, uint64_t, src_type, load, sat_u64)                                                                      \
    CONVERTER(i8_##tag, int8_t, src_type, load, sat_i8)                                                                          \
    CONVERTER(i16_##tag, int16_t, src_type, load, sat_i16)                                                                       \
    CONVERTER(i32_##tag, int32_t, src_type, load, sat_i32)                                                                       \
    CONVERTER(i64_##tag, int64_t, src_type, load, sat_i64)                                                                       \
    TO_FLOATS(tag, src_type, load)
#define TO_FLOATS(tag, src_type, load)                                                                                           \
    CONVERTER(f16_##tag, uint16_t, src_type, load, HALF)                                                                         \
    CONVERTER(bf16_##tag, uint16_t, src_type, load, BFLOAT)                                                                      \
    CONVERTER(f32_##tag, float, src_type, load, (float))                                                                         \
    CONVERTER(f64_##tag, double, src_type, load, (double))
#define HALF(v) ln_float_to_half((float)(v))
#define BFLOAT(v) ln_float_to_bfloat((float)(v))
#define ROW(tag)                                                                                                                 \
    {                                                                                                                            \
        b_##tag, u8_##tag, u16_##tag, u32_##tag, u64_##tag, i8_##tag, i16_##tag, i32_##tag, i64_##tag, f16_##tag, bf16_##tag,    \
            f32_##tag, f64_##tag                                                                                                 \
    }

FROM_INT(b, uint8_t, LOAD_PLAIN)
FROM_INT(u8, uint8_t, LOAD_PLAIN)
FROM_INT(u16, uint16_t, LOAD_PLAIN)
FROM_INT(u32, uint32_t, LOAD_PLAIN)
FROM_INT(u64, uint64_t, LOAD_PLAIN)
FROM_INT(i8, int8_t, LOAD_PLAIN)
FROM_INT(i16, int16_t, LOAD_PLAIN)
FROM_INT(i32, int32_t, LOAD_PLAIN)
FROM_INT(i64, int64_t, LOAD_PLAIN)
FROM_FLOAT(f16, uint16_t, ln_half_to_float)
FROM_FLOAT(bf16, uint16_t, ln_bfloat_to_float)
FROM_FLOAT(f32, float, LOAD_PLAIN)
FROM_FLOAT(f64, double, LOAD_PLAIN)

static const ln_convert_fn converters[LN_DTYPE_COUNT][LN_DTYPE_COUNT] = {
    ROW(b), ROW(u8), ROW(u16), ROW(u32), ROW(u64), ROW(i8), ROW(i16), ROW(i32), ROW(i64), ROW(f16), ROW(bf16), ROW(f32), ROW(f64),
};

ln_convert_fn ln_converter(ln_dtype to, ln_dtype from)
{
    return converters[from][to];
}
