/* Pairs of element-wise ops on float32 in one loop: what fused programs run instead of two instructions, so that what the first gives
 * stays in a register of the CPU. Included by loops_*.c behind loops.h. Every result is rounded as the two loops round it. Knows of no tensors.
 *
 * Operands a and b are the first op's (a unary one has a alone), c is the second's other one. Each is one element apart or broadcast. */

enum { PAIR_CHUNK = 64 };

/* Where operand k's next elements are: in place, or its one element repeated. */
static inline const float *pair_operand(float *repeated, const void *in, ptrdiff_t step)
{
    if (step != 0)
        return in;
    for (int i = 0; i < PAIR_CHUNK; i++)
        repeated[i] = *(const float *)in;
    return repeated;
}

#define PAIR_LOOP(first, second, one, two)                                                                                       \
    static void pair_##first##_##second(int64_t n, void *out, const void *const *in, const ptrdiff_t *step)                      \
    {                                                                                                                            \
        float repeated[3][PAIR_CHUNK], *o = out;                                                                                 \
        const float *a = pair_operand(repeated[0], in[0], step[0]), *b = pair_operand(repeated[1], in[1], step[1]);              \
        const float *c = pair_operand(repeated[2], in[2], step[2]);                                                              \
        const ptrdiff_t da = step[0] ? PAIR_CHUNK : 0, db = step[1] ? PAIR_CHUNK : 0, dc = step[2] ? PAIR_CHUNK : 0;             \
        for (; n >= PAIR_CHUNK; n -= PAIR_CHUNK, o += PAIR_CHUNK, a += da, b += db, c += dc)                                     \
            LN_EACH (PAIR_CHUNK) {                                                                                               \
                const float x = a[i], y = b[i], z = c[i], t = one;                                                               \
                (void)y;                                                                                                         \
                (void)z;                                                                                                         \
                o[i] = two;                                                                                                      \
            }                                                                                                                    \
        LN_EACH (n) {                                                                                                            \
            const float x = a[i], y = b[i], z = c[i], t = one;                                                                   \
            (void)y;                                                                                                             \
            (void)z;                                                                                                             \
            o[i] = two;                                                                                                          \
        }                                                                                                                        \
    }

/* Every second op behind a first one: SECOND(first, what it computes, name, what the second computes of t and z). */
#define SECONDS(SECOND, first, one)                                                                                              \
    SECOND(first, one, add, t + z)                                                                                               \
    SECOND(first, one, subtract, t - z)                                                                                          \
    SECOND(first, one, subtracted, z - t)                                                                                        \
    SECOND(first, one, multiply, t *z)                                                                                           \
    SECOND(first, one, divide, t / z)                                                                                            \
    SECOND(first, one, divided, z / t)                                                                                           \
    SECOND(first, one, maximum, max_f32(t, z))                                                                                   \
    SECOND(first, one, minimum, min_f32(t, z))                                                                                   \
    SECOND(first, one, square, t *t)                                                                                             \
    SECOND(first, one, absolute, fabsf(t))
#define FIRSTS(FIRST, SECOND)                                                                                                    \
    FIRST(SECOND, add, x + y)                                                                                                    \
    FIRST(SECOND, subtract, x - y)                                                                                               \
    FIRST(SECOND, multiply, x *y)                                                                                                \
    FIRST(SECOND, divide, x / y)                                                                                                 \
    FIRST(SECOND, square, x *x)                                                                                                  \
    FIRST(SECOND, sqrt, sqrtf(x))                                                                                                \
    FIRST(SECOND, maximum, max_f32(x, y))                                                                                        \
    FIRST(SECOND, minimum, min_f32(x, y))

#define DEFINE_SECOND(first, one, second, two) PAIR_LOOP(first, second, one, two)
#define DEFINE_FIRST(SECOND, first, one) SECONDS(SECOND, first, one)
FIRSTS(DEFINE_FIRST, DEFINE_SECOND)

#define LIST_SECOND(first, one, second, two) [LN_SECOND_##second] = pair_##first##_##second,
#define LIST_FIRST(SECOND, first, one) [LN_FIRST_##first] = { SECONDS(SECOND, first, one) },
const ln_pairs LEVEL(ln_pairs) = { { FIRSTS(LIST_FIRST, LIST_SECOND) } };
