/* Matrix products: tiles of c, each a task of its own; blocks of k; panels of rows; strips of columns. Knows of no tensors.
 *
 * c is cut into tiles by its shape alone. A tile goes through k in blocks of at most K_BLOCK: for each it packs its part of b if that
 * pays (below), then takes one panel of rows after the other, and for each panel one strip of columns after the other; panel by strip
 * is what a kernel (gemm_template.h) holds in registers. So a panel of a stays in L1, the packed part of b in L2.
 *
 * - a is read where it is when its rows are contiguous, else a panel is packed first: it serves all strips of the tile.
 * - b is read where it is when its rows are contiguous and the tile has few rows, else packed.
 * - Columns that fill no vector are computed in a padded strip, on the side, and merged. So is everything when c's columns are not
 *   contiguous.
 * - One column is one row of the transposed product.
 * - With few rows, and b contiguous in p, packing would cost more than the product: dot products (tile_dot).
 *
 * Invariants: no kernel reads or writes an element outside a, b, c; padding never reaches c; tasks share no memory but c, in disjoint
 * parts, and workspaces, each held by one task at a time. */
#include "op/gemm.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "op/gemm_kernels.h"

enum {
    K_BLOCK_BYTES = 1024, /* of a row of a in a block of k */
    TILE_ROWS = 128,      /* at most, for several tiles */
    TILE_COLUMNS = 192,
    TILE_PRODUCTS = 1 << 19,  /* multiply-adds that are worth a task */
    PACK_DEPTH = 16,          /* of k, packed at a time */
    PACK_ROWS = 48,           /* rows of a tile from which packing b pays even if its rows are contiguous */
    DOT_ROWS = 8,             /* rows up to which dot products beat packing */
    DOT_BLOCK = 8192,         /* of k, in a dot product */
    EPILOGUE_BYTES = 16 << 10 /* of c given to the epilogue at a time, at least */
};

/* A product as the tiles see it: g, perhaps transposed. */
typedef struct job {
    ln_gemm g;
    const ln_gemm_kernels *kernels;
    int64_t c_column, bias_column;
    bool swapped, pack_a, pack_b, dot;
    int64_t products, tile_m, tile_n, tiles_m, tiles_n;
    int64_t k_blocks, k_block;
    char *workspace;
    size_t workspace_size, b_bytes; /* of a workspace; its part for b */
    int slots;
    atomic_uint_fast64_t taken; /* bit i: workspace i is in use */
} job;

typedef struct tile {
    int64_t product, row, column, rows, columns;
    const char *a, *b;
    char *c;
    const char *bias;
} tile;

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t divide_up(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

static int64_t round_up(int64_t a, int64_t b)
{
    return divide_up(a, b) * b;
}

/* Where part `index` of `parts` begins when `count` is shared out evenly. */
static int64_t share(int64_t count, int64_t parts, int64_t index)
{
    return count / parts * index + smaller(count % parts, index);
}

static const ln_gemm_kernels *kernels_for(ln_dtype dtype)
{
    bool single = dtype == LN_FLOAT32;
#ifdef LN_HAVE_X86_64_LEVELS
    ln_isa isa = ln_cpu_isa();
    if (isa >= LN_ISA_V4)
        return single ? &ln_gemm_v4_f32 : &ln_gemm_v4_f64;
    if (isa >= LN_ISA_V3)
        return single ? &ln_gemm_v3_f32 : &ln_gemm_v3_f64;
#endif
    return single ? &ln_gemm_base_f32 : &ln_gemm_base_f64;
}

/* A tile ------------------------------------------------------------------------------------------------------------ */

/* Finished rows go to the epilogue in groups. */
static void finish_rows(const job *j, const tile *t, int64_t *done, int64_t rows)
{
    const ln_gemm *g = &j->g;
    if (g->epilogue == NULL || *done == rows)
        return;
    if (rows < t->rows && (rows - *done) * t->columns * (int64_t)j->kernels->size < EPILOGUE_BYTES)
        return;
    if (j->swapped)
        g->epilogue(g->user, t->product, t->column, t->columns, t->row + *done, rows - *done);
    else
        g->epilogue(g->user, t->product, t->row + *done, rows - *done, t->column, t->columns);
    *done = rows;
}

/* The strips of a tile: full vectors shared out evenly, then perhaps one partial vector. */
typedef struct strips {
    int64_t full, count; /* whole vectors, strips they make */
    int64_t rest;        /* columns beyond them */
} strips;

static strips strips_of(const job *j, const tile *t)
{
    const ln_gemm_kernels *x = j->kernels;
    int64_t widest = x->widest[t->rows > 2 ? 2 : t->rows - 1], full = t->columns / x->lanes;
    return (strips){ .full = full, .count = divide_up(full, widest), .rest = t->columns % x->lanes };
}

/* Packs what a block of k needs of b: all strips when b is packed, one after the other; the partial vector always. A few rows of b at
 * a time, so that each is read from end to end. */
static void pack_strips(const job *j, const tile *t, const strips *s, const char *b, int64_t k, char *packed, char *rest)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size, column = j->g.b_column * size;
    for (int64_t p = 0; j->pack_b && p < k; p += PACK_DEPTH) {
        const int64_t depth = smaller(k - p, PACK_DEPTH);
        for (int64_t i = 0; i < s->count; i++) {
            int64_t begin = share(s->full, s->count, i) * x->lanes, width = share(s->full, s->count, i + 1) * x->lanes - begin;
            x->pack_b(depth, width, width, b + p * j->g.b_row * size + begin * column, j->g.b_row, j->g.b_column,
                      packed + (begin * k + p * width) * size);
        }
    }
    if (s->rest > 0)
        x->pack_b(k, s->rest, x->lanes, b + (t->columns - s->rest) * column, j->g.b_row, j->g.b_column, rest);
}

/* Packs the tile's part of a, one panel after the other. */
static void pack_panels(const job *j, const tile *t, int64_t panels, const char *a, int64_t k, char *packed)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size;
    for (int64_t p = 0; p < k; p += PACK_DEPTH) {
        const int64_t depth = smaller(k - p, PACK_DEPTH);
        for (int64_t i = 0; i < panels; i++) {
            int64_t row = share(t->rows, panels, i), rows = share(t->rows, panels, i + 1) - row;
            x->pack_a(depth, rows, a + (row * j->g.a_row + p * j->g.a_column) * size, j->g.a_row, j->g.a_column,
                      packed + (row * k + p * rows) * size);
        }
    }
}

/* One kernel's work; on the side when c can't take whole vectors. */
static void run_block(const job *j, ln_gemm_block *block, int64_t rows, int64_t vectors, int64_t columns, char *c,
                      const char *bias)
{
    const ln_gemm_kernels *x = j->kernels;
    if (j->c_column == 1 && j->bias_column == 1 && columns == vectors * x->lanes) {
        block->c = c;
        block->c_row = j->g.c_row;
        block->bias = bias;
        x->block[rows][vectors](block);
        return;
    }
    alignas(LN_ALIGNMENT) char side[LN_GEMM_SIDE_BYTES];
    ln_gemm_block aside = *block;
    aside.c = side;
    aside.c_row = vectors * x->lanes;
    aside.accumulate = false;
    aside.bias = NULL;
    x->block[rows][vectors](&aside);
    x->merge(rows, columns, side, aside.c_row, c, j->g.c_row, j->c_column, block->accumulate, bias, j->bias_column);
}

/* A panel of rows against all strips. */
static void run_panel(const job *j, const tile *t, const strips *s, ln_gemm_block block, int64_t row, int64_t rows, const char *b,
                      const char *packed, const char *rest, bool last)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size;
    char *c = t->c + row * j->g.c_row * size;
    const char *bias = last ? t->bias : NULL;
    for (int64_t i = 0; i < s->count; i++) {
        int64_t from = share(s->full, s->count, i), vectors = share(s->full, s->count, i + 1) - from, begin = from * x->lanes;
        block.b = j->pack_b ? packed + begin * block.k * size : b + begin * size;
        block.b_row = j->pack_b ? vectors * x->lanes : j->g.b_row;
        run_block(j, &block, rows, vectors, vectors * x->lanes, c + begin * j->c_column * size,
                  bias != NULL ? bias + begin * j->bias_column * size : NULL);
    }
    if (s->rest > 0) {
        int64_t begin = t->columns - s->rest;
        block.b = rest;
        block.b_row = x->lanes;
        run_block(j, &block, rows, 1, s->rest, c + begin * j->c_column * size,
                  bias != NULL ? bias + begin * j->bias_column * size : NULL);
    }
}

static void tile_blocks(const job *j, const tile *t, char *packed)
{
    const ln_gemm *g = &j->g;
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size, panels = divide_up(t->rows, x->rows);
    alignas(LN_ALIGNMENT) char rest[K_BLOCK_BYTES * LN_GEMM_MAX_LANES];
    const strips s = strips_of(j, t);
    char *a_packed = packed != NULL ? packed + j->b_bytes : NULL;
    int64_t done = 0;
    for (int64_t i = 0; i < j->k_blocks; i++) {
        const int64_t first = i * j->k_block, k = smaller(g->k - first, j->k_block);
        const char *b = t->b + first * g->b_row * size;
        const bool last = i == j->k_blocks - 1;
        pack_strips(j, t, &s, b, k, packed, rest);
        if (j->pack_a)
            pack_panels(j, t, panels, t->a + first * g->a_column * size, k, a_packed);
        for (int64_t panel = 0; panel < panels; panel++) {
            const int64_t row = share(t->rows, panels, panel), rows = share(t->rows, panels, panel + 1) - row;
            ln_gemm_block block = { .k = k,
                                    .a = t->a + (row * g->a_row + first * g->a_column) * size,
                                    .a_row = g->a_row,
                                    .a_column = g->a_column,
                                    .alpha = g->alpha,
                                    .accumulate = g->accumulate || i > 0 };
            if (j->pack_a) {
                block.a = a_packed + row * k * size;
                block.a_row = 1;
                block.a_column = rows;
            }
            run_panel(j, t, &s, block, row, rows, b, packed, rest, last);
            if (last)
                finish_rows(j, t, &done, row + rows);
        }
    }
}

/* Few rows, b contiguous in p. `packed` takes a's rows when they are not. */
static void tile_dot(const job *j, const tile *t, char *packed)
{
    const ln_gemm *g = &j->g;
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size;
    alignas(LN_ALIGNMENT) char out[LN_GEMM_DOT * LN_GEMM_DOT * sizeof(double)];
    int64_t first = 0;
    do {
        const int64_t k = smaller(g->k - first, DOT_BLOCK);
        const char *a = t->a + first * g->a_column * size;
        int64_t a_row = g->a_row;
        if (j->pack_a) {
            x->pack_b(t->rows, k, k, a, g->a_row, g->a_column, packed);
            a = packed;
            a_row = k;
        }
        for (int64_t column = 0; column < t->columns; column += LN_GEMM_DOT) {
            int64_t columns = smaller(t->columns - column, LN_GEMM_DOT);
            const char *b = t->b + (first * g->b_row + column * g->b_column) * size;
            for (int64_t row = 0; row < t->rows; row += LN_GEMM_DOT) {
                int64_t rows = smaller(t->rows - row, LN_GEMM_DOT);
                x->dot[rows][columns](k, a + row * a_row * size, a_row, b, g->b_column, g->alpha, out);
                x->merge(rows, columns, out, LN_GEMM_DOT, t->c + (row * g->c_row + column * j->c_column) * size, g->c_row,
                         j->c_column, g->accumulate || first > 0,
                         t->bias != NULL && first + k == g->k ? t->bias + column * j->bias_column * size : NULL, j->bias_column);
            }
        }
        first += k;
    } while (first < g->k);
    int64_t done = 0;
    finish_rows(j, t, &done, t->rows);
}

/* The job as tasks -------------------------------------------------------------------------------------------------- */

static tile tile_at(const job *j, int64_t index)
{
    const ln_gemm *g = &j->g;
    const int64_t size = (int64_t)j->kernels->size, per_product = j->tiles_m * j->tiles_n;
    tile t = { .product = index / per_product };
    int64_t within = index % per_product, a = 0, b = 0, at = t.product;
    for (int d = g->batch_rank - 1; d >= 0; d--) {
        a += at % g->batch_shape[d] * g->a_batch[d];
        b += at % g->batch_shape[d] * g->b_batch[d];
        at /= g->batch_shape[d];
    }
    t.row = within / j->tiles_n * j->tile_m;
    t.column = within % j->tiles_n * j->tile_n;
    t.rows = smaller(g->m - t.row, j->tile_m);
    t.columns = smaller(g->n - t.column, j->tile_n);
    t.a = (const char *)g->a + (a + t.row * g->a_row) * size;
    t.b = (const char *)g->b + (b + t.column * g->b_column) * size;
    t.c = (char *)g->c + (t.product * g->c_batch + t.row * g->c_row + t.column * j->c_column) * size;
    t.bias = g->bias != NULL ? (const char *)g->bias + t.column * j->bias_column * size : NULL;
    return t;
}

static int take_workspace(job *j)
{
    uint_fast64_t taken = atomic_load_explicit(&j->taken, memory_order_relaxed);
    for (;;) {
        int slot = 0;
        while (slot < j->slots && (taken >> slot & 1) != 0)
            slot++;
        if (slot == j->slots) /* not with the threads that ln_parallel_width promised */
            taken = atomic_load_explicit(&j->taken, memory_order_relaxed);
        else if (atomic_compare_exchange_weak_explicit(&j->taken, &taken, taken | (uint_fast64_t)1 << slot, memory_order_acquire,
                                                       memory_order_relaxed))
            return slot;
    }
}

static void run_tiles(void *data, int64_t begin, int64_t end)
{
    job *j = data;
    int slot = j->workspace_size > 0 ? take_workspace(j) : 0;
    char *packed = j->workspace_size > 0 ? j->workspace + (size_t)slot * j->workspace_size : NULL;
    for (int64_t i = begin; i < end; i++) {
        tile t = tile_at(j, i);
        if (j->dot)
            tile_dot(j, &t, packed);
        else
            tile_blocks(j, &t, packed);
    }
    if (j->workspace_size > 0)
        atomic_fetch_and_explicit(&j->taken, ~((uint_fast64_t)1 << slot), memory_order_release);
}

/* c^T = b^T a^T, for one column. */
static void swap_operands(job *j)
{
    ln_gemm *g = &j->g, old = j->g;
    g->m = old.n;
    g->n = old.m;
    g->a = old.b;
    g->a_row = old.b_column;
    g->a_column = old.b_row;
    g->a_batch = old.b_batch;
    g->b = old.a;
    g->b_row = old.a_column;
    g->b_column = old.a_row;
    g->b_batch = old.a_batch;
    g->c_row = 1;
    j->c_column = old.c_row;
    j->bias_column = old.bias != NULL ? 0 : 1;
    j->swapped = true;
}

/* Tiles by the shape alone: small enough for the caches, and enough of them to be worth sharing. */
static void plan_tiles(job *j)
{
    const ln_gemm *g = &j->g;
    const int64_t lanes = j->kernels->lanes, rows = j->kernels->rows;
    const double work = (double)g->m * (double)g->n * (double)(g->k > 0 ? g->k : 1);
    const double wanted = work / TILE_PRODUCTS;
    j->tiles_m = divide_up(g->m, TILE_ROWS);
    const bool columns = !g->whole_rows || j->swapped; /* may be shared out: a column of the transpose is a whole row */
    j->tiles_n = columns && !j->dot && g->m > 1 ? divide_up(g->n, TILE_COLUMNS) : 1;
    while ((double)(j->tiles_m * j->tiles_n) < wanted && j->tiles_m * j->tiles_n < 64) {
        int64_t m = divide_up(g->m, j->tiles_m), n = divide_up(g->n, j->tiles_n);
        if (columns && n >= 4 * lanes && (n >= 2 * m || m < 2 * rows))
            j->tiles_n++;
        else if (m >= 2 * rows)
            j->tiles_m++;
        else
            break;
    }
    j->tile_m = round_up(divide_up(g->m, j->tiles_m), g->m > rows ? rows : 1);
    j->tile_n = round_up(divide_up(g->n, j->tiles_n), lanes);
    j->tiles_m = divide_up(g->m, j->tile_m);
    j->tiles_n = divide_up(g->n, j->tile_n);
}

static void plan(job *j)
{
    ln_gemm *g = &j->g;
    const int64_t size = (int64_t)j->kernels->size;
    j->c_column = j->bias_column = 1;
    if (g->n == 1 && g->m > 1)
        swap_operands(j);
    j->dot = g->b_column != 1 && g->b_row == 1 && g->m <= DOT_ROWS;
    plan_tiles(j);
    int64_t longest = K_BLOCK_BYTES / size;
    j->k_blocks = g->k > longest ? divide_up(g->k, longest) : 1;
    j->k_block = round_up(divide_up(g->k, j->k_blocks), 8);
    j->k_blocks = g->k > 0 ? divide_up(g->k, j->k_block) : 1;
    if (j->dot) {
        j->pack_a = g->a_column != 1 && g->k > 1;
        j->workspace_size = j->pack_a ? (size_t)(g->m * smaller(g->k, DOT_BLOCK) * size) : 0;
    } else {
        j->pack_a = g->a_column != 1 && j->tile_n > j->kernels->lanes * j->kernels->widest[2];
        j->pack_b = g->b_column != 1 || (j->tile_m >= PACK_ROWS && g->n > TILE_COLUMNS);
        j->b_bytes = j->pack_b ? (size_t)(j->k_block * j->tile_n * size) : 0;
        j->workspace_size = j->b_bytes + (j->pack_a ? (size_t)(j->k_block * j->tile_m * size) : 0);
    }
    j->workspace_size = (size_t)round_up((int64_t)j->workspace_size, LN_ALIGNMENT);
}

static void run_integers(void *data, int64_t begin, int64_t end);

ln_status ln_gemm_run(ln_context *ctx, const ln_gemm *g)
{
    job j = { .g = *g, .products = 1 };
    for (int d = 0; d < g->batch_rank; d++)
        j.products *= g->batch_shape[d];
    if (j.products == 0 || g->m == 0 || g->n == 0)
        return LN_OK;
    if (g->dtype == LN_INT64) {
        int64_t cost = g->n * (g->k > 0 ? g->k : 1);
        return ln_parallel(ctx, j.products * g->m, cost >= TILE_PRODUCTS ? 1 : TILE_PRODUCTS / cost, run_integers, &j);
    }
    j.kernels = kernels_for(g->dtype);
    plan(&j);
    int64_t tasks = j.products * j.tiles_m * j.tiles_n;
    double cost = (double)j.tile_m * (double)j.tile_n * (double)(g->k > 0 ? g->k : 1);
    int64_t grain = cost >= TILE_PRODUCTS / 2 ? 1 : (int64_t)(TILE_PRODUCTS / cost);
    j.slots = (int)smaller(ln_parallel_width(ctx), divide_up(tasks, grain));
    if (j.workspace_size > 0) {
        void *workspace;
        LN_TRY(ln_alloc(ctx, j.workspace_size * (size_t)j.slots, "a matrix product's workspace", &workspace));
        j.workspace = workspace;
    }
    atomic_init(&j.taken, 0);
    ln_status status = ln_parallel(ctx, tasks, grain, run_tiles, &j);
    if (j.workspace_size > 0)
        ln_free(ctx, j.workspace, j.workspace_size * (size_t)j.slots);
    return status;
}

/* Integers ----------------------------------------------------------------------------------------------------------- */

/* Rows [begin, end) of all products, plainly. Unsigned, because that wraps. */
static void run_integers(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    const ln_gemm *g = &j->g;
    for (int64_t i = begin; i < end; i++) {
        int64_t row = i % g->m, product = i / g->m, at = product;
        const uint64_t *a = (const uint64_t *)g->a + row * g->a_row, *b = g->b;
        uint64_t *restrict c = (uint64_t *)g->c + product * g->c_batch + row * g->c_row;
        for (int d = g->batch_rank - 1; d >= 0; d--) {
            a += at % g->batch_shape[d] * g->a_batch[d];
            b += at % g->batch_shape[d] * g->b_batch[d];
            at /= g->batch_shape[d];
        }
        if (!g->accumulate)
            memset(c, 0, (size_t)g->n * sizeof *c);
        for (int64_t p = 0; p < g->k; p++) {
            const uint64_t x = a[p * g->a_column], *y = b + p * g->b_row;
            if (g->b_column == 1)
                for (int64_t q = 0; q < g->n; q++)
                    c[q] += x * y[q];
            else
                for (int64_t q = 0; q < g->n; q++)
                    c[q] += x * y[q * g->b_column];
        }
        if (g->epilogue != NULL)
            g->epilogue(g->user, product, row, 1, 0, g->n);
    }
}

const char *ln_gemm_description(void)
{
    return kernels_for(LN_FLOAT32)->description;
}
