/* The form of a block program, shared by its compiler (block_make.c) and its runner (block_run.c). Knows of no Lua. */
#ifndef LN_GRAPH_PROGRAM_H
#define LN_GRAPH_PROGRAM_H

#include "graph/block.h"
#include "op/elementwise.h"
#include "op/reduce.h"

/* A tensor's number; a wide register's from LN_WIDE_REGISTER on; a narrow one's from LN_NARROW_REGISTER on; the lanes of sums (op/blocks.h). */
typedef uint8_t ln_operand;
enum {
    LN_WIDE_REGISTER = LN_GROUP_TENSORS,
    LN_NARROW_REGISTER = LN_WIDE_REGISTER + LN_GROUP_REGISTERS,
    LN_SUM_LANES = LN_NARROW_REGISTER + LN_GROUP_REGISTERS,
    LN_OPERANDS
};
_Static_assert(LN_OPERANDS <= 256, "an operand is a byte");

enum { LN_SINGLES = 2 }; /* rows of a block of single rows, at most */

typedef enum ln_action {
    LN_ACT_LOOP,
    LN_ACT_CONVERT,
    LN_ACT_WALK,   /* converts in[0], a tensor that does not walk evenly, over all axes */
    LN_ACT_SPREAD, /* repeats each element of in[0] along its row */
    LN_ACT_FOLD,
    LN_ACT_PICK,  /* of each row of in[0] the element that in[1] names */
    LN_ACT_NATIVE /* several instructions at once: native.h */
} ln_action;

typedef struct ln_native ln_native;

typedef struct ln_instruction {
    ln_action action;
    bool narrow;       /* one element a row */
    bool together;     /* of single rows: takes all rows of a block at once, else each by itself */
    int row;           /* of a loop: its row of elementwise.def, LN_ROW_COUNT for a selection */
    ln_dtype from, to; /* of loops and conversions: the last operand's and the result's dtype */
    ln_operand out, in[LN_MAX_OPERANDS];
    ptrdiff_t step[LN_MAX_OPERANDS]; /* of the inputs, in bytes */
    ptrdiff_t item;                  /* bytes of one output */
    bool asks;                       /* of a fold: for what the program will read of the tensor `ahead` */
    ln_operand ahead;
    union {
        ln_loop_fn loop;
        ln_convert_fn convert;
        ln_row_fold fold;
        const ln_native *native;
    } as;
} ln_instruction;

/* A tensor as the program walks it. */
typedef struct ln_outside {
    ln_tensor *header;
    bool narrow;                 /* read or written one element a row */
    bool constant;               /* its data is what it will be */
    bool asked;                  /* native code and picks that read it ask for what comes next (op/blocks.h) */
    bool even;                   /* walks the elements (narrow: the rows) of the whole shape with one step */
    ptrdiff_t flat_step;         /* that step; along a row where a block never crosses one */
    ptrdiff_t block_step;        /* bytes from one element (of rows: from one row) of the cut to the next, when even */
    ptrdiff_t step[LN_MAX_RANK]; /* bytes along each merged axis */
} ln_outside;

/* A value on its way to a reduction. */
typedef struct ln_hand {
    ln_operand tensor; /* stands for it */
    uint8_t first;     /* the first hand of the same tensor */
    bool kept;         /* it has memory of its own, else what the reduction offers */
    bool summable;     /* it is float32, and summed */
    bool summed;       /* by the program itself, into lanes; it goes nowhere else then, unless it is kept */
} ln_hand;

struct ln_program {
    int rank, tensor_count, instruction_count, wide_count, narrow_count;
    int once_count; /* of a program of rows: instructions at its start that serve all blocks once run for the first */
    int block;      /* elements of a block; of rows: of one wide register */
    int rows;       /* rows of a block; 0 in a plain program */
    int64_t length; /* of a row, in a program of rows */
    int64_t size;   /* elements, or rows */
    int64_t grain;
    int64_t shape[LN_MAX_RANK];
    size_t wide_bytes, narrow_bytes; /* of one register */
    size_t row_bytes, item;          /* of single rows: of one row in a wide register, and in a narrow one */
    bool by_rows;                    /* of a plain program */
    bool single;                     /* of rows: an instruction takes one at a time, unless it takes them together */
    bool stores;                     /* into memory, not only what reductions offer */
    int hand_count;
    ln_hand hands[LN_FILLED_MOST];
    ln_outside *tensors;
    ln_instruction *instructions;
};

#endif
