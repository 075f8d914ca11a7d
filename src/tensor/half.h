/* float16 and bfloat16 to float and back, as expressions without branches, so that loops over them become vector code. Knows of
 * nothing but bits. */
#ifndef LN_TENSOR_HALF_H
#define LN_TENSOR_HALF_H

#include <stdint.h>
#include <string.h>

static inline uint32_t ln_float_bits(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static inline float ln_bits_float(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline float ln_half_to_float(uint16_t half)
{
    uint32_t magnitude = half & 0x7fffu, sign = (uint32_t)(half & 0x8000u) << 16;
    uint32_t subnormal = ln_float_bits((float)(int32_t)magnitude * 0x1p-24f);
    uint32_t normal = (magnitude << 13) + (112u << 23);
    uint32_t special = (normal + (112u << 23)) | (magnitude > 0x7c00u ? 0x400000u : 0); /* a NaN becomes quiet, as in hardware */
    uint32_t bits = magnitude < 0x400u ? subnormal : magnitude < 0x7c00u ? normal : special;
    return ln_bits_float(bits | sign);
}

/* Rounds to nearest even. */
static inline uint16_t ln_float_to_half(float value)
{
    uint32_t bits = ln_float_bits(value), sign = bits >> 16 & 0x8000u, magnitude = bits & 0x7fffffffu;
    uint32_t normal = (magnitude + 0xfffu + (magnitude >> 13 & 1u) - (112u << 23)) >> 13;
    /* below 2^-14: adding 1/2 rounds at 2^-24, the place of a half's last bit */
    uint32_t subnormal = ln_float_bits(ln_bits_float(magnitude) + 0.5f) - 0x3f000000u;
    uint32_t nan = 0x7e00u | (magnitude >> 13 & 0x3ffu);
    uint32_t finite = magnitude < 0x38800000u   ? subnormal
                      : magnitude < 0x477ff000u ? normal
                                                : 0x7c00u; /* 65520 rounds to infinity */
    return (uint16_t)(sign | (magnitude > 0x7f800000u ? nan : finite));
}

static inline float ln_bfloat_to_float(uint16_t bfloat)
{
    return ln_bits_float((uint32_t)bfloat << 16);
}

/* Rounds to nearest even. */
static inline uint16_t ln_float_to_bfloat(float value)
{
    uint32_t bits = ln_float_bits(value);
    uint32_t nan = bits >> 16 | 0x40u, rounded = (bits + 0x7fffu + (bits >> 16 & 1u)) >> 16;
    return (uint16_t)((bits & 0x7fffffffu) > 0x7f800000u ? nan : rounded);
}

#endif
