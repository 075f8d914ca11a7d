/* The draws of op/draws.h. Included by loops_*.c once per instruction set behind folds.h, whose WIDTH it shares. Knows of no tensors.
 *
 * A word stands in the low half of a lane of 64 bits; what is above it is of no meaning until the end. */
#include "op/draws.h"

enum { COUNTERS = LN_DRAW_BLOCK / 4, ROUNDS = 10 };

typedef uint64_t part_words __attribute__((vector_size(8 * WIDTH)));

/* The product of the low halves of x and of a constant. */
#if defined(__AVX512F__)
#define WORD_PRODUCT(x, c) ((part_words)_mm512_mul_epu32((__m512i)(x), _mm512_set1_epi64(c)))
#elif defined(__AVX2__)
#define WORD_PRODUCT(x, c) ((part_words)_mm256_mul_epu32((__m256i)(x), _mm256_set1_epi64x(c)))
#elif defined(__SSE2__) && !defined(__AVX__)
#define WORD_PRODUCT(x, c) ((part_words)_mm_mul_epu32((__m128i)(x), _mm_set1_epi64x(c)))
#else
#define WORD_PRODUCT(x, c) (((x)&0xffffffffu) * (uint64_t)(c))
#endif

/* Words 0 to 3 of COUNTERS counters from `counter` on. */
static void draw_words(const uint32_t key[2], uint64_t counter, uint32_t attempt, uint64_t out[4][COUNTERS])
{
    for (int i = 0; i < COUNTERS; i += WIDTH) {
        part_words w0, w1, w2 = { 0 }, w3 = { 0 };
        uint64_t k0 = key[0], k1 = key[1];
        for (int k = 0; k < WIDTH; k++)
            w0[k] = counter + (uint64_t)(i + k);
        w1 = w0 >> 32;
        w2 += attempt;
        LN_UNROLLED
        for (int round = 0; round < ROUNDS; round++) {
            const part_words a = WORD_PRODUCT(w0, 0xD2511F53), b = WORD_PRODUCT(w2, 0xCD9E8D57);
            w0 = (b >> 32) ^ w1 ^ k0;
            w1 = b;
            w2 = (a >> 32) ^ w3 ^ k1;
            w3 = a;
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        const part_words words[4] = { w0 & 0xffffffff, w1 & 0xffffffff, w2 & 0xffffffff, w3 & 0xffffffff };
        for (int w = 0; w < 4; w++)
            memcpy(&out[w][i], &words[w], sizeof words[w]);
    }
}

/* A whole number below 2^52 as a double. */
static inline double draw_real(uint64_t x)
{
    return ln_real_f64(x | 0x4330000000000000) - 0x1p52;
}

static void draw_units(const ln_draw *d, double *out)
{
    for (uint64_t half = 0; half <= (uint64_t)d->wide; half++) {
        uint64_t w[4][COUNTERS];
        draw_words(d->key, (d->block << d->wide | half) * COUNTERS, d->attempt, w);
        for (int k = 0; k < 4; k += 1 + d->wide, out += COUNTERS)
            if (d->wide)
                LN_EACH (COUNTERS)
                    out[i] = draw_real(w[k][i]) * 0x1p-32 + draw_real(w[k + 1][i] >> 11) * 0x1p-53; /* exact */
            else
                LN_EACH (COUNTERS)
                    out[i] = draw_real(w[k][i]) * 0x1p-32;
    }
}

static bool draw_uniform(const ln_draw *d, double low, double span, double edge, double *out)
{
    int64_t beyond = 0;
    draw_units(d, out);
    LN_EACH (LN_DRAW_BLOCK) {
        out[i] = low + span * out[i];
        beyond |= out[i] > edge;
    }
    return beyond != 0;
}

/* x and y become sqrt(-2 log(1 - x)) times the cosine and the sine of 2 pi y. Of the turn y the nearest quarter is taken away, exactly. */
static inline void draw_pair(double *x, double *y)
{
    double radius = __builtin_sqrt(-2 * ln_log_near_f64(1 - *x)), quarter = ln_nearest_f64(*y * 4),
           a = (*y - quarter * 0.25) * 0x1.921fb54442d18p+2, z = a * a;
    double sine = LN_FUSED_f64(a * z, SIN_f64(z), a), cosine = LN_FUSED_f64(z * z, COS_f64(z), 1 - 0.5 * z);
    int odd = (quarter == 1) | (quarter == 3);
    double c = odd ? sine : cosine, s = odd ? cosine : sine;
    *x = radius * ((quarter == 1) | (quarter == 2) ? -c : c);
    *y = radius * (quarter >= 2 && quarter < 4 ? -s : s);
}

static bool draw_normal(const ln_draw *d, double edge, double *out)
{
    int64_t beyond = 0;
    draw_units(d, out);
    for (int at = 0; at < LN_DRAW_BLOCK; at += 2 * COUNTERS) {
        double *x = out + at, *y = x + COUNTERS;
        LN_EACH (COUNTERS)
            draw_pair(&x[i], &y[i]);
    }
    LN_EACH (LN_DRAW_BLOCK)
        beyond |= ln_magnitude_f64(out[i]) > edge;
    return beyond != 0;
}

static void draw_each_word(const ln_draw *d, uint32_t out[LN_DRAW_BLOCK])
{
    uint64_t w[4][COUNTERS];
    draw_words(d->key, d->block * COUNTERS, d->attempt, w);
    for (int k = 0; k < 4; k++)
        LN_EACH (COUNTERS)
            out[k * COUNTERS + i] = (uint32_t)w[k][i];
}

const ln_draws LEVEL(ln_draws) = { draw_uniform, draw_normal, draw_each_word };
