/* Matrix products: tiles of c, blocks of k, panels of rows, strips of columns. Knows of no tensors.
 *
 * c is cut into tiles by its shape alone, k into blocks of at most K_BLOCK_BYTES of a row. A tile takes, for one block of k, one panel of
 * rows after the other, and for each panel one strip of columns after the other; panel by strip is what a kernel (gemm_template.h)
 * holds in registers. So a panel of a stays in L1, a tile's part of b in L2.
 *
 * - a is read where it is when its rows, or (unless they collide in the cache) its columns are contiguous, else packed: panel after panel, as the
 *   kernels read it.
 * - b is read where it is when its rows are contiguous and c has few rows or columns, else packed strip after strip.
 * - Columns that fill no vector are computed on the side and merged. So is everything when c's columns are not contiguous.
 * - One column is one row of the transposed product.
 * - With few rows, and b contiguous in p, packing would cost more than the product: dot products (tile_dot).
 *
 * - Few rows against many more of b (a batch and its layer's weights): k is cut into parts, each a product of its own, and their sum is a tree.
 *   A thread then has the same rows of b in call after call, and they are the ones that the gradient's product and an optimizer's update
 *   give it too: weights stay in one core's cache, where every core would else read them all.
 *
 * Who does what (ln_gemm_run): without packing, every tile goes through all of k as one task. With packing, tasks are whole products
 * when there are many in the batch, each with a workspace of its own; else, for each block of k, the threads pack it together and
 * then share its tiles.
 *
 * Invariants: no kernel reads or writes an element outside a, b, c; padding never reaches c; two tasks write no element both, and hold no
 * workspace both at a time. */
#include "op/gemm.h"

#include <stdalign.h>
#include <string.h>

#include "base/cpu.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "op/gemm_kernels.h"

enum {
    K_BLOCK_BYTES = 1024, /* of a row of a in a block of k */
    ROW_K_BLOCK = 32,     /* elements of k in a block when c is one row: reads b in longer runs */
    TILE_ROWS = 128,      /* at most, for several tiles */
    TILE_COLUMNS = 192,
    TILE_PRODUCTS = 1 << 20,   /* multiply-adds that are worth a task */
    SPAN = 4096,               /* rows (columns) of c packed at a time */
    PACK_DEPTH = 16,           /* of k, packed at a time */
    PACK_ROWS = 48,            /* rows of c from which packing b pays even if its rows are contiguous */
    SET_BYTES = 256,           /* columns of a at multiples of these share too few sets of L1 */
    DOT_ROWS = 8,              /* rows up to which dot products beat packing */
    DOT_BLOCK = 8192,          /* of k, in a dot product */
    EPILOGUE_BYTES = 16 << 10, /* of c given to the epilogue at a time, at least */
    PART_BYTES = 32 << 10,     /* of c, at most, when k is cut into parts */
    PARTS = 4                  /* two pairs */
};

/* A product as the tiles see it: g, perhaps transposed, perhaps a part of the caller's. */
typedef struct job {
    const ln_gemm *g; /* the caller's, or `changed` */
    ln_gemm changed;
    const ln_gemm_kernels *kernels;
    int64_t row, column; /* where g begins in the caller's c */
    int64_t c_column, bias_column;
    bool swapped, pack_a, pack_b, dot;
    int64_t products, tile_m, tile_n, tiles_m, tiles_n;
    int64_t k_blocks, k_block, parts; /* of k */
    size_t a_bytes, b_bytes;          /* of a workspace: packed a or b of one block of k, for all tiles */
    char *workspace;
    int slots;                  /* workspaces */
    atomic_uint_fast64_t taken; /* bit i: workspace i is in use */
    int64_t product, block;     /* what the threads work on together */
    atomic_int *done;           /* of each pair of parts of k: how many are finished */
} job;

typedef struct tile {
    int64_t product, row, column, rows, columns;
    const char *a, *b; /* at the tile's first row, first column */
    char *c;
    const char *bias;
} tile;

/* A product of the job's own, to be changed; most need none, and the copy costs as much as a small kernel. */
static ln_gemm *change(job *j)
{
    j->changed = *j->g;
    j->g = &j->changed;
    return &j->changed;
}

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
    if (parts == 1)
        return count * index;
    return (int64_t)((int)count / (int)parts) * index + smaller((int)count % (int)parts, index);
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

static tile tile_at(const job *j, int64_t product, int64_t ti, int64_t tj)
{
    const ln_gemm *g = j->g;
    const int64_t size = (int64_t)j->kernels->size;
    tile t = { .product = product, .row = ti * j->tile_m, .column = tj * j->tile_n };
    int64_t a = 0, b = 0, at = product;
    for (int d = g->batch_rank - 1; d >= 0; d--) {
        a += at % g->batch_shape[d] * g->a_batch[d];
        b += at % g->batch_shape[d] * g->b_batch[d];
        at /= g->batch_shape[d];
    }
    t.rows = smaller(g->m - t.row, j->tile_m);
    t.columns = smaller(g->n - t.column, j->tile_n);
    t.a = (const char *)g->a + (a + t.row * g->a_row) * size;
    t.b = (const char *)g->b + (b + t.column * g->b_column) * size;
    t.c = (char *)g->c + (product * g->c_batch + t.row * g->c_row + t.column * j->c_column) * size;
    t.bias = g->bias != NULL ? (const char *)g->bias + t.column * j->bias_column * size : NULL;
    return t;
}

/* Tiles are counted along rows of c. */
static tile tile_number(const job *j, int64_t product, int64_t number)
{
    if (number == 0)
        return tile_at(j, product, 0, 0);
    return tile_at(j, product, number / j->tiles_n, number % j->tiles_n);
}

/* Finished rows go to the epilogue in groups. */
static void finish_rows(const job *j, const tile *t, int64_t *done, int64_t rows)
{
    const ln_gemm *g = j->g;
    if (g->epilogue == NULL || *done == rows)
        return;
    if (rows < t->rows && (rows - *done) * t->columns * (int64_t)j->kernels->size < EPILOGUE_BYTES)
        return;
    int64_t row = j->row + t->row + *done, column = j->column + t->column;
    if (j->swapped)
        g->epilogue(g->user, t->product, column, t->columns, row, rows - *done);
    else
        g->epilogue(g->user, t->product, row, rows - *done, column, t->columns);
    *done = rows;
}

/* Strips and panels --------------------------------------------------------------------------------------------------- */

/* The strips of a tile: whole vectors shared out evenly, then perhaps one partial vector. The same for all tiles of a column. */
typedef struct strips {
    int64_t full, count; /* whole vectors, strips they make */
    int64_t rest;        /* columns beyond them */
} strips;

static strips strips_of(const job *j, const tile *t)
{
    const ln_gemm_kernels *x = j->kernels;
    int widest = x->widest[j->g->m > 2 ? 2 : j->g->m - 1];
    int64_t full = t->columns >> x->lane_bits, rest = t->columns - (full << x->lane_bits);
    return (strips){ .full = full, .count = full <= widest ? full > 0 : ((int)full + widest - 1) / widest, .rest = rest };
}

/* Rows [p, p + depth) of the tile's part of b in a block of k rows at `b`, packed where the strips of `packed` want them. */
static void pack_strips(const job *j, const tile *t, const char *b, int64_t k, int64_t p, int64_t depth, char *packed)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size, lanes = x->lanes;
    const strips s = strips_of(j, t);
    b += p * j->g->b_row * size;
    for (int64_t i = 0; i <= s.count; i++) {
        int64_t begin = i < s.count ? share(s.full, s.count, i) * lanes : s.full * lanes;
        int64_t width = i < s.count ? share(s.full, s.count, i + 1) * lanes - begin : s.rest > 0 ? lanes : 0;
        if (width > 0)
            x->pack_b(depth, smaller(width, t->columns - begin), width, b + begin * j->g->b_column * size, j->g->b_row,
                      j->g->b_column, packed + (begin * k + p * width) * size);
    }
}

/* The same of a's panels, columns [p, p + depth) of a block. */
static void pack_panels(const job *j, const tile *t, const char *a, int64_t k, int64_t p, int64_t depth, char *packed)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size, panels = divide_up(t->rows, x->rows);
    a += p * j->g->a_column * size;
    for (int64_t i = 0; i < panels; i++) {
        int64_t row = share(t->rows, panels, i), rows = share(t->rows, panels, i + 1) - row;
        x->pack_a(depth, rows, a + row * j->g->a_row * size, j->g->a_row, j->g->a_column, packed + (row * k + p * rows) * size);
    }
}

/* One kernel's work where c can't take whole vectors: `columns` of c from the kernel's column `skip` on, on the side. */
static void run_aside(const job *j, ln_gemm_block *block, int64_t rows, int64_t vectors, int64_t skip, int64_t columns, char *c,
                      const char *bias)
{
    const ln_gemm_kernels *x = j->kernels;
    alignas(LN_ALIGNMENT) char side[LN_GEMM_SIDE_BYTES];
    const bool accumulate = block->accumulate;
    block->c = side;
    block->c_row = vectors * x->lanes;
    block->bias = NULL;
    block->accumulate = false;
    x->block[rows][vectors](block);
    block->accumulate = accumulate;
    x->merge(rows, columns, side + skip * (int64_t)x->size, block->c_row, c, j->g->c_row, j->c_column, accumulate, bias,
             j->bias_column);
}

/* How a tile reads b in one block of k. */
typedef struct source {
    const char *b, *packed; /* in place; packed, or NULL */
    const char *rest;       /* the partial vector, packed; NULL: the tile's last whole vector's worth of columns in place */
} source;

/* A panel of rows against all strips. */
static void run_panel(const job *j, const tile *t, const strips *s, ln_gemm_block *block, int64_t row, int64_t rows,
                      const source *b, bool last)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size, lanes = x->lanes;
    char *c = t->c + row * j->g->c_row * size;
    const char *bias = last ? t->bias : NULL;
    for (int64_t i = 0; i < s->count; i++) {
        int64_t from = share(s->full, s->count, i), vectors = share(s->full, s->count, i + 1) - from, begin = from * lanes;
        block->b = b->packed != NULL ? b->packed + begin * block->k * size : b->b + begin * size;
        block->b_row = b->packed != NULL ? vectors * lanes : j->g->b_row;
        char *to = c + begin * j->c_column * size;
        const char *plus = bias != NULL ? bias + begin * j->bias_column * size : NULL;
        if (j->c_column != 1 || j->bias_column != 1) {
            run_aside(j, block, rows, vectors, 0, vectors * lanes, to, plus);
            continue;
        }
        block->c = to;
        block->c_row = j->g->c_row;
        block->bias = plus;
        x->block[rows][vectors](block);
    }
    if (s->rest > 0) {
        int64_t begin = t->columns - s->rest;
        block->b = b->rest != NULL ? b->rest : b->b + (t->columns - lanes) * size;
        block->b_row = b->rest != NULL ? lanes : j->g->b_row;
        run_aside(j, block, rows, 1, b->rest != NULL ? 0 : lanes - s->rest, s->rest, c + begin * j->c_column * size,
                  bias != NULL ? bias + begin * j->bias_column * size : NULL);
    }
}

/* A tile in block `index` of k; `a_packed` and `b_packed` hold this block for all tiles where the job packs. */
static void tile_block(const job *j, const tile *t, int64_t index, const char *a_packed, const char *b_packed)
{
    const ln_gemm *g = j->g;
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size, first = index * j->k_block, k = smaller(g->k - first, j->k_block);
    const int64_t panels = t->rows <= x->rows ? 1 : divide_up(t->rows, x->rows);
    const bool last = index == j->k_blocks - 1;
    alignas(LN_ALIGNMENT) char rest[K_BLOCK_BYTES * LN_GEMM_MAX_LANES];
    const strips s = strips_of(j, t);
    source b = { .b = t->b + first * g->b_row * size };
    if (j->pack_b) {
        b.packed = b_packed + t->column * k * size;
        b.rest = b.packed + s.full * x->lanes * k * size;
    } else if (s.rest > 0 && s.full == 0) {
        x->pack_b(k, s.rest, x->lanes, b.b, g->b_row, 1, rest);
        b.rest = rest;
    }
    int64_t done = 0;
    for (int64_t i = 0; i < panels; i++) {
        const int64_t row = share(t->rows, panels, i), rows = share(t->rows, panels, i + 1) - row;
        ln_gemm_block block = { .k = k, .alpha = g->alpha, .accumulate = g->accumulate || index > 0 };
        block.a = j->pack_a ? a_packed + (t->row + row) * k * size : t->a + (row * g->a_row + first * g->a_column) * size;
        block.a_row = j->pack_a ? 1 : g->a_row;
        block.a_column = j->pack_a ? rows : g->a_column;
        run_panel(j, t, &s, &block, row, rows, &b, last);
        if (last)
            finish_rows(j, t, &done, row + rows);
    }
}

/* Few rows, b contiguous in p. `packed` takes a's rows when they are not. */
static void tile_dot(const job *j, const tile *t, char *packed)
{
    const ln_gemm *g = j->g;
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

/* Tasks -------------------------------------------------------------------------------------------------------------- */

/* A block of k is packed in units: depths of PACK_DEPTH where rows are contiguous across k, so that each is read from end to end, tiles
 * where columns are. First those of b, then those of a. */
static bool packs_in_depth(const job *j, bool b)
{
    return b ? j->g->b_column == 1 : j->g->a_row == 1;
}

static int64_t pack_units(const job *j, bool b)
{
    if (!(b ? j->pack_b : j->pack_a))
        return 0;
    return packs_in_depth(j, b) ? divide_up(j->k_block, PACK_DEPTH) : b ? j->tiles_n : j->tiles_m;
}

static void pack_unit(const job *j, int64_t product, int64_t block, int64_t unit, char *workspace)
{
    const ln_gemm *g = j->g;
    const int64_t size = (int64_t)j->kernels->size, first = block * j->k_block, k = smaller(g->k - first, j->k_block);
    const bool b = unit < pack_units(j, true), deep = packs_in_depth(j, b);
    if (!b)
        unit -= pack_units(j, true);
    const int64_t p = deep ? unit * PACK_DEPTH : 0, depth = deep ? smaller(k - p, PACK_DEPTH) : k;
    const int64_t tiles = b ? j->tiles_n : j->tiles_m;
    for (int64_t i = deep ? 0 : unit; i < (deep ? tiles : unit + 1) && depth > 0; i++) {
        const tile t = b ? tile_at(j, product, 0, i) : tile_at(j, product, i, 0);
        if (b)
            pack_strips(j, &t, t.b + first * g->b_row * size, k, p, depth, workspace + t.column * k * size);
        else
            pack_panels(j, &t, t.a + first * g->a_column * size, k, p, depth,
                        workspace + j->b_bytes + (size_t)(t.row * k * size));
    }
}

static void pack_together(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    for (int64_t i = begin; i < end; i++)
        pack_unit(j, j->product, j->block, i, j->workspace);
}

static void tile_together(void *data, int64_t begin, int64_t end)
{
    const job *j = data;
    for (int64_t i = begin; i < end; i++) {
        const tile t = tile_number(j, j->product, i);
        tile_block(j, &t, j->block, j->workspace + j->b_bytes, j->workspace);
    }
}

/* The threads pack each block of k together, then share its tiles. */
static ln_status run_together(ln_context *ctx, job *j)
{
    const int64_t units = pack_units(j, true) + pack_units(j, false);
    const bool small = (double)j->g->m * (double)j->g->n * (double)j->g->k < 2.0 * TILE_PRODUCTS;
    for (j->product = 0; j->product < j->products; j->product++)
        for (j->block = 0; j->block < j->k_blocks; j->block++) {
            LN_TRY(ln_parallel(ctx, units, small ? units : 1, pack_together, j));
            LN_TRY(ln_parallel(ctx, j->tiles_m * j->tiles_n, 1, tile_together, j));
        }
    return LN_OK;
}

static char *take_workspace(job *j, int *slot)
{
    const size_t bytes = j->a_bytes + j->b_bytes;
    uint_fast64_t taken = atomic_load_explicit(&j->taken, memory_order_relaxed);
    for (*slot = 0; bytes > 0;) {
        while (*slot < j->slots && (taken >> *slot & 1) != 0)
            ++*slot;
        if (*slot < j->slots && atomic_compare_exchange_weak_explicit(&j->taken, &taken, taken | (uint_fast64_t)1 << *slot,
                                                                      memory_order_acquire, memory_order_relaxed))
            return j->workspace + (size_t)*slot * bytes;
        taken = atomic_load_explicit(&j->taken, memory_order_relaxed);
        *slot = 0;
    }
    return NULL;
}

/* Tasks by themselves: whole products that pack, dot products, or tiles of products that don't pack. */
static void run_apart(void *data, int64_t begin, int64_t end)
{
    job *j = data;
    int slot;
    char *workspace = take_workspace(j, &slot);
    const int64_t units = pack_units(j, true) + pack_units(j, false), tiles = j->tiles_m * j->tiles_n;
    const bool whole = !j->dot && units > 0;
    for (int64_t i = begin; i < end; i++) {
        const int64_t product = whole || tiles == 1 ? i : i / tiles;
        const int64_t from = whole ? 0 : i - product * tiles, to = whole ? tiles : from + 1;
        if (j->dot) {
            const tile t = tile_number(j, product, from);
            tile_dot(j, &t, workspace);
            continue;
        }
        for (int64_t block = 0; block < j->k_blocks; block++) {
            for (int64_t unit = 0; unit < units; unit++)
                pack_unit(j, product, block, unit, workspace);
            for (int64_t at = from; at < to; at++) {
                const tile t = tile_number(j, product, at);
                tile_block(j, &t, block, whole ? workspace + j->b_bytes : NULL, workspace);
            }
        }
    }
    if (workspace != NULL)
        atomic_fetch_and_explicit(&j->taken, ~((uint_fast64_t)1 << slot), memory_order_release);
}

/* Parts of k ---------------------------------------------------------------------------------------------------------- */

static char *part_at(const job *j, int64_t part)
{
    return j->workspace + (size_t)(part * j->g->m * j->g->n) * j->kernels->size;
}

/* Whoever finishes the second part of a pair adds them up, while they are in its cache. */
static void finish_part(const job *j, int64_t part)
{
    const int64_t first = part & ~INT64_C(1);
    if (atomic_fetch_add_explicit(&j->done[part / 2], 1, memory_order_acq_rel) == 1)
        j->kernels->add(j->g->m * j->g->n, part_at(j, first), part_at(j, first), part_at(j, first + 1));
}

static void run_parts(void *data, int64_t begin, int64_t end)
{
    const job *all = data;
    const int64_t size = (int64_t)all->kernels->size;
    for (int64_t part = begin; part < end; part++) {
        const int64_t block = share(all->k_blocks, all->parts, part), first = block * all->k_block;
        job j = *all;
        ln_gemm *g = change(&j);
        j.k_blocks = share(all->k_blocks, all->parts, part + 1) - block;
        g->k = smaller(all->g->k - first, j.k_blocks * j.k_block);
        g->a = (const char *)g->a + first * g->a_column * size;
        g->b = (const char *)g->b + first * g->b_row * size;
        g->c = part_at(all, part);
        g->c_row = all->g->n;
        g->bias = NULL;
        g->accumulate = false;
        g->epilogue = NULL;
        const tile t = tile_at(&j, 0, 0, 0);
        for (int64_t i = 0; i < j.k_blocks; i++)
            tile_block(&j, &t, i, NULL, NULL);
        finish_part(all, part);
    }
}

static ln_status run_cut(ln_context *ctx, job *j)
{
    const ln_gemm *g = j->g;
    const int64_t elements = g->m * g->n;
    const size_t bytes = (size_t)(j->parts * elements) * j->kernels->size;
    void *workspace;
    LN_TRY(ln_alloc(ctx, bytes, "a matrix product's workspace", &workspace));
    j->workspace = workspace;
    atomic_int done[PARTS / 2];
    for (int i = 0; i < PARTS / 2; i++)
        atomic_init(&done[i], 0);
    j->done = done;
    ln_status status = ln_parallel(ctx, j->parts, 1, run_parts, j);
    if (status == LN_OK) {
        const bool plain = !g->accumulate && g->bias == NULL && g->c_row == g->n;
        j->kernels->add(elements, plain ? g->c : workspace, part_at(j, 0), part_at(j, 2));
        if (!plain)
            j->kernels->merge(g->m, g->n, workspace, g->n, g->c, g->c_row, 1, g->accumulate, g->bias, 1);
        if (g->epilogue != NULL)
            g->epilogue(g->user, 0, 0, g->m, 0, g->n);
    }
    ln_free(ctx, workspace, bytes);
    return status;
}

/* Planning ------------------------------------------------------------------------------------------------------------ */

/* c^T = b^T a^T, for one column. */
static void swap_operands(job *j)
{
    const ln_gemm old = *j->g;
    ln_gemm *g = change(j);
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
    const ln_gemm *g = j->g;
    const int64_t lanes = j->kernels->lanes, rows = j->kernels->rows;
    const double work = (double)g->m * (double)g->n * (double)(g->k > 0 ? g->k : 1);
    const bool columns = !g->whole_rows || j->swapped; /* may be shared out: a column of the transpose is a whole row */
    j->tiles_m = j->tiles_n = 1;
    j->tile_m = g->m;
    j->tile_n = g->n;
    if (work >= 2.0 * TILE_PRODUCTS) {
        j->tiles_m = divide_up(g->m, TILE_ROWS);
        j->tiles_n = columns && g->m > 1 && !j->dot ? divide_up(g->n, TILE_COLUMNS) : 1;
        while ((double)(j->tiles_m * j->tiles_n) * TILE_PRODUCTS < work && j->tiles_m * j->tiles_n < 64) {
            int64_t m = divide_up(g->m, j->tiles_m), n = divide_up(g->n, j->tiles_n);
            if (columns && n >= 4 * lanes && (n >= 2 * m || m < 2 * rows))
                j->tiles_n++;
            else if (m >= 2 * rows)
                j->tiles_m++;
            else
                break;
        }
        /* an odd number of tiles leaves one of two threads idle while the other does the last */
        if (j->tiles_m % 2 != 0 && j->tiles_n == 1 && g->m / j->tiles_m >= 2 * rows)
            j->tiles_m++;
        else if (j->tiles_n % 2 != 0 && j->tiles_m == 1 && j->tiles_n > 1 && g->n / j->tiles_n >= 4 * lanes)
            j->tiles_n++;
        j->tile_m = g->m > rows ? round_up(divide_up(g->m, j->tiles_m), rows) : g->m;
        j->tile_n = round_up(divide_up(g->n, j->tiles_n), lanes);
        j->tiles_m = divide_up(g->m, j->tile_m);
        j->tiles_n = divide_up(g->n, j->tile_n);
    }
}

/* Whether a panel is as well read where it is: its rows are neighbours in memory, and the lines of its columns share out over a cache's sets. */
static bool reads_columns(const ln_gemm *g, int64_t size)
{
    return g->a_row == 1 && (g->a_column * size) % SET_BYTES != 0;
}

static void plan(job *j)
{
    const ln_gemm_kernels *x = j->kernels;
    const int64_t size = (int64_t)x->size;
    j->c_column = j->bias_column = 1;
    if (j->g->n == 1 && j->g->m > 1)
        swap_operands(j);
    const ln_gemm *g = j->g;
    j->dot = g->b_row == 1 && g->m <= DOT_ROWS && (g->b_column != 1 || g->n == 1);
    plan_tiles(j);
    int64_t longest = g->m == 1 && g->n > TILE_COLUMNS ? ROW_K_BLOCK : size == 4 ? K_BLOCK_BYTES / 4 : K_BLOCK_BYTES / 8;
    j->k_blocks = g->k > longest ? divide_up(g->k, longest) : 1;
    j->k_block = g->k > longest ? round_up(divide_up(g->k, j->k_blocks), 8) : g->k;
    j->k_blocks = g->k > longest ? divide_up(g->k, j->k_block) : 1;
    if (j->dot) {
        j->pack_a = g->a_column != 1 && g->k > 1;
        j->a_bytes = j->pack_a ? (size_t)(g->m * smaller(g->k, DOT_BLOCK) * size) : 0;
    } else {
        j->pack_a = g->a_column != 1 && g->n > x->lanes * x->widest[2] && g->k > 1 && !reads_columns(g, size);
        j->pack_b = g->b_column != 1 || (g->m >= PACK_ROWS && g->n > TILE_COLUMNS);
        j->a_bytes = j->pack_a ? (size_t)(j->k_block * g->m * size) : 0;
        j->b_bytes = j->pack_b ? (size_t)(j->k_block * round_up(g->n, x->lanes) * size) : 0;
    }
    j->a_bytes = (size_t)round_up((int64_t)j->a_bytes, LN_ALIGNMENT);
    j->b_bytes = (size_t)round_up((int64_t)j->b_bytes, LN_ALIGNMENT);
}

/* By the shape alone: sums of parts cost little beside the product, and b is what the threads would all read. */
static bool is_worth_cutting(const job *j)
{
    const ln_gemm *g = j->g;
    const bool plain = j->products == 1 && !j->swapped && !j->dot && !j->pack_a && !j->pack_b && g->m > 1;
    return plain && j->k_blocks >= PARTS && g->m * PARTS * 4 <= g->k &&
           (double)g->m * (double)g->n * (double)j->kernels->size <= PART_BYTES &&
           (double)g->m * (double)g->n * (double)g->k >= 2.0 * TILE_PRODUCTS;
}

static ln_status run_planned(ln_context *ctx, job *j)
{
    const bool packs = !j->dot && (j->pack_a || j->pack_b), whole = packs && j->products >= 16;
    const int64_t tasks = whole ? j->products : j->products * j->tiles_m * j->tiles_n;
    const double cost = (whole ? (double)j->g->m * (double)j->g->n : (double)j->tile_m * (double)j->tile_n) * (double)j->g->k;
    const int64_t grain = tasks == 1 || cost >= TILE_PRODUCTS / 2 ? 1 : (int64_t)(TILE_PRODUCTS / (cost + 64)) + 1;
    const size_t bytes = j->a_bytes + j->b_bytes;
    j->slots = packs && !whole ? 1 : bytes > 0 ? (int)smaller(ln_parallel_width(ctx), divide_up(tasks, grain)) : 0;
    atomic_init(&j->taken, 0);
    if (bytes > 0) {
        void *workspace;
        LN_TRY(ln_alloc(ctx, bytes * (size_t)j->slots, "a matrix product's workspace", &workspace));
        j->workspace = workspace;
    }
    ln_status status = packs && !whole ? run_together(ctx, j) : ln_parallel(ctx, tasks, grain, run_apart, j);
    if (bytes > 0)
        ln_free(ctx, j->workspace, bytes * (size_t)j->slots);
    return status;
}

/* A product of more than SPAN rows or columns that packs them goes in parts, so that workspaces stay small. */
static ln_status run_spans(ln_context *ctx, const job *all)
{
    const ln_gemm *g = all->g;
    const int64_t size = (int64_t)all->kernels->size;
    const int64_t m = all->pack_a ? SPAN : g->m, n = all->pack_b && !(g->whole_rows && !all->swapped) ? SPAN : g->n;
    for (int64_t row = 0; row < g->m; row += m)
        for (int64_t column = 0; column < g->n; column += n) {
            job part = *all;
            ln_gemm *cut = change(&part);
            part.row = row;
            part.column = column;
            cut->m = smaller(g->m - row, m);
            cut->n = smaller(g->n - column, n);
            cut->a = (const char *)g->a + row * g->a_row * size;
            cut->b = (const char *)g->b + column * g->b_column * size;
            cut->c = (char *)g->c + (row * g->c_row + column * all->c_column) * size;
            cut->bias = g->bias != NULL ? (const char *)g->bias + column * all->bias_column * size : NULL;
            plan_tiles(&part);
            if (part.pack_a)
                part.a_bytes = (size_t)round_up(part.k_block * cut->m * size, LN_ALIGNMENT);
            if (part.pack_b)
                part.b_bytes = (size_t)round_up(part.k_block * round_up(cut->n, part.kernels->lanes) * size, LN_ALIGNMENT);
            LN_TRY(run_planned(ctx, &part));
        }
    return LN_OK;
}

static void run_integers(void *data, int64_t begin, int64_t end);

ln_status ln_gemm_run(ln_context *ctx, const ln_gemm *g)
{
    int64_t products = 1;
    for (int d = 0; d < g->batch_rank; d++)
        products *= g->batch_shape[d];
    if (products == 0 || g->m == 0 || g->n == 0)
        return LN_OK;
    if (g->dtype == LN_INT64) {
        int64_t cost = g->n * (g->k > 0 ? g->k : 1);
        return ln_parallel(ctx, products * g->m, cost >= TILE_PRODUCTS ? 1 : TILE_PRODUCTS / cost, run_integers, (void *)g);
    }
    job j; /* field by field: to clear it costs a tenth of a small product */
    j.g = g;
    j.products = products;
    j.kernels = kernels_for(g->dtype);
    j.row = j.column = 0;
    j.swapped = j.pack_a = j.pack_b = false;
    j.a_bytes = j.b_bytes = 0;
    j.workspace = NULL;
    plan(&j);
    if (!j.dot && ((j.pack_a && j.g->m > SPAN) || (j.pack_b && j.g->n > SPAN)))
        return run_spans(ctx, &j);
    if (is_worth_cutting(&j)) {
        j.parts = PARTS;
        j.tile_m = j.g->m;
        j.tile_n = j.g->n;
        return run_cut(ctx, &j);
    }
    return run_planned(ctx, &j);
}

/* Integers ----------------------------------------------------------------------------------------------------------- */

/* Rows [begin, end) of all products, plainly. Unsigned, because that wraps. */
static void run_integers(void *data, int64_t begin, int64_t end)
{
    const ln_gemm *g = data;
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
