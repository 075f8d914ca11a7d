/* The loops that convert between dtypes, written so that a compiler vectorises them. Included by convert_*.c once per instruction
 * set (v2 gains nothing over base), with LEVEL(name) the name for that set; the bits of the results are the same for all of them.
 * Knows of no tensors.
 *
 * CONVERTER(from, to) expands to one loop; LOAD turns a stored element into a value, STORE a value into an element. */
#include "base/vector.h"
#include "tensor/dtype.h"

#define SATURATE(name, real, type, low, high)                                                                                    \
    static inline type name(real v)                                                                                              \
    {                                                                                                                            \
        v = v != v ? 0 : v;                                                                                                      \
        v = v < (real)(low) ? (real)(low) : v;                                                                                   \
        return (type)(v > (real)(high) ? (real)(high) : v);                                                                      \
    }
SATURATE(sat_u8_f32, float, uint8_t, 0, UINT8_MAX)
SATURATE(sat_u16_f32, float, uint16_t, 0, UINT16_MAX)
SATURATE(sat_i8_f32, float, int8_t, INT8_MIN, INT8_MAX)
SATURATE(sat_i16_f32, float, int16_t, INT16_MIN, INT16_MAX)
SATURATE(sat_u8_f64, double, uint8_t, 0, UINT8_MAX)
SATURATE(sat_u16_f64, double, uint16_t, 0, UINT16_MAX)
SATURATE(sat_i8_f64, double, int8_t, INT8_MIN, INT8_MAX)
SATURATE(sat_i16_f64, double, int16_t, INT16_MIN, INT16_MAX)
/* wider integers than float holds */
SATURATE(sat_u32, double, uint32_t, 0, UINT32_MAX)
SATURATE(sat_i32_f64, double, int32_t, INT32_MIN, INT32_MAX)

/* 2^31 is a float, 2^63 and 2^64 are doubles, the integers below them aren't. */
static inline int32_t sat_i32_f32(float v)
{
    float low = v != v ? 0 : v < -0x1p31f ? -0x1p31f : v;
    return low >= 0x1p31f ? INT32_MAX : (int32_t)(low >= 0x1p31f ? 0 : low);
}

static inline int64_t sat_i64(double v)
{
    double low = v != v ? 0 : v < -0x1p63 ? -0x1p63 : v;
    return low >= 0x1p63 ? INT64_MAX : (int64_t)(low >= 0x1p63 ? 0 : low);
}

static inline uint64_t sat_u64(double v)
{
    double low = v > 0 ? v : 0;
    return low >= 0x1p64 ? UINT64_MAX : (uint64_t)(low >= 0x1p64 ? 0 : low);
}

#define LOAD_PLAIN(v) (v)
#define TO_BOOL(v) ((v) != 0)

#define CONVERTER(name, dst_type, src_type, load, store)                                                                         \
    static void name(int64_t n, void *dst, const void *src, ptrdiff_t step)                                                      \
    {                                                                                                                            \
        dst_type *d = dst;                                                                                                       \
        if (step == (ptrdiff_t)sizeof(src_type)) {                                                                               \
            const src_type *s = src;                                                                                             \
            LN_EACH (n)                                                                                                          \
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
#define FROM_FLOAT(tag, src_type, load, real)                                                                                    \
    CONVERTER(b_##tag, uint8_t, src_type, load, TO_BOOL)                                                                         \
    CONVERTER(u8_##tag, uint8_t, src_type, load, sat_u8_##real)                                                                  \
    CONVERTER(u16_##tag, uint16_t, src_type, load, sat_u16_##real)                                                               \
    CONVERTER(u32_##tag, uint32_t, src_type, load, sat_u32)                                                                      \
    CONVERTER(u64_##tag, uint64_t, src_type, load, sat_u64)                                                                      \
    CONVERTER(i8_##tag, int8_t, src_type, load, sat_i8_##real)                                                                   \
    CONVERTER(i16_##tag, int16_t, src_type, load, sat_i16_##real)                                                                \
    CONVERTER(i32_##tag, int32_t, src_type, load, sat_i32_##real)                                                                \
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
FROM_FLOAT(f16, uint16_t, ln_half_to_float, f32)
FROM_FLOAT(bf16, uint16_t, ln_bfloat_to_float, f32)
FROM_FLOAT(f32, float, LOAD_PLAIN, f32)
FROM_FLOAT(f64, double, LOAD_PLAIN, f64)

#ifdef __F16C__
/* Hardware gives the bits of half.h for every input. */
#include <immintrin.h>

static void widen_halves(int64_t n, void *dst, const void *src, ptrdiff_t step)
{
    float *d = dst;
    const uint16_t *s = src;
    int64_t i = 0;
    for (; step == (ptrdiff_t)sizeof *s && i + 8 <= n; i += 8)
        _mm256_storeu_ps(d + i, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)(s + i))));
    f32_f16(n - i, d + i, s + i, step);
}

static void narrow_floats(int64_t n, void *dst, const void *src, ptrdiff_t step)
{
    uint16_t *d = dst;
    const float *s = src;
    int64_t i = 0;
    for (; step == (ptrdiff_t)sizeof *s && i + 8 <= n; i += 8)
        _mm_storeu_si128((__m128i *)(void *)(d + i), _mm256_cvtps_ph(_mm256_loadu_ps(s + i), _MM_FROUND_TO_NEAREST_INT));
    f16_f32(n - i, d + i, s + i, step);
}
#define f32_f16 widen_halves
#define f16_f32 narrow_floats
#endif

const ln_converters LEVEL(ln_converters) = {
    ROW(b), ROW(u8), ROW(u16), ROW(u32), ROW(u64), ROW(i8), ROW(i16), ROW(i32), ROW(i64), ROW(f16), ROW(bf16), ROW(f32), ROW(f64),
};
