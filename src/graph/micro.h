/* Micro-operations: what native code does of a program's instructions, each a machine instruction or two on a vector of floats or of bools (a mask). Knows of
 * no registers and of no encodings.
 *
 * A row of elementwise.def becomes micro-operations that compute what its loop computes, bit for bit: the simple ones are those of elementwise.def, the
 * functions (exp, log, log1p, tanh, sigmoid, softplus) those of op/vector/real.h, step by step. With AVX-512 its own instructions for exponents give
 * the same bits; with AVX2 they are as the loops have them for arguments that are near (exp_near and its kin), behind a guard that the argument is. */
#ifndef LN_GRAPH_MICRO_H
#define LN_GRAPH_MICRO_H

#include "graph/program.h"

typedef enum ln_micro_kind {
    /* of floats */
    LN_MICRO_ADD,
    LN_MICRO_SUB,
    LN_MICRO_MUL,
    LN_MICRO_DIV,
    LN_MICRO_MAX, /* a > b ? a : b */
    LN_MICRO_MIN, /* a < b ? a : b */
    LN_MICRO_AND, /* of bits */
    LN_MICRO_OR,
    LN_MICRO_XOR,
    LN_MICRO_PLUS, /* of integers; AVX2, as the next */
    LN_MICRO_MINUS,
    LN_MICRO_SCALE,    /* a 2^b, b a whole number, rounded once; AVX-512, as the next */
    LN_MICRO_RANGE,    /* of a and b the one of lesser magnitude, with the sign of a; b where a is NaN */
    LN_MICRO_SQRT,     /* of one operand from here on */
    LN_MICRO_ROUND,    /* how: its immediate */
    LN_MICRO_LEFT,     /* of bits, by the immediate; AVX2 */
    LN_MICRO_EXPONENT, /* floor(log2(a)); -inf at 0, inf at inf; AVX-512, as the next */
    LN_MICRO_FRACTION, /* of a = 2^k f, f in [3/4, 3/2); 1 at 0 and inf, NaN below 0 */
    LN_MICRO_FROM_INT,
    LN_MICRO_COPY,
    /* with masks */
    LN_MICRO_LANES,  /* where a compares so with b; how: its immediate */
    LN_MICRO_SELECT, /* where the mask a says so b, else c */
    LN_MICRO_KEEP,   /* where the mask a says so b, else 0 */
    LN_MICRO_FUSED,  /* of floats: a + b c, where `how` is 1 a - b c, where it is 2 b c - a; rounded once */
    LN_MICRO_MASK_AND,
    LN_MICRO_MASK_OR,
    LN_MICRO_MASK_XOR,
    LN_MICRO_MASK_NOT,
    LN_MICRO_MASK_COPY,
    LN_MICRO_GUARD, /* goes on if no lane of the mask is set; what comes then is exact for such elements alone. AVX2 */
    LN_MICRO_SUM    /* a joins the lanes of a sum; which: its immediate */
} ln_micro_kind;

enum { LN_MICRO_OPERANDS = 3 };

/* Values are numbers that the caller gives out. */
typedef struct ln_micro {
    uint8_t kind, how, count; /* operands */
    int16_t out, in[LN_MICRO_OPERANDS];
} ln_micro;

enum {
    LN_MICROS = 640, /* of a run, at most */
    LN_MICRO_VALUES = 1024
};

typedef struct ln_micros {
    bool avx512;
    int count;
    bool full; /* there was no room for all */
    ln_micro list[LN_MICROS];
    int value_count;
    struct {
        bool mask, literal;
        uint32_t bits;
    } values[LN_MICRO_VALUES];
} ln_micros;

/* A new value; its number. */
int ln_micros_value(ln_micros *s, bool mask);
/* The value of a literal, new or not. */
int ln_micros_literal(ln_micros *s, uint32_t bits);
/* How many operands an instruction has, and the dtype of the k-th. */
int ln_micros_operands(const ln_instruction *i);
ln_dtype ln_micros_dtype(const ln_instruction *i, int k);
/* Whether an instruction can be made of micro-operations. */
bool ln_micros_can(const ln_instruction *i);
/* Adds one by which a value joins the lanes of a sum. */
void ln_micros_sum(ln_micros *s, int value, int sum);
/* Adds the micro-operations of an instruction whose operands are the values `in`; the value of its result. */
int ln_micros_add(ln_micros *s, const ln_instruction *i, const int *in);

#endif
