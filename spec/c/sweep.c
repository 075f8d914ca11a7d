/* Lets allocations fail, one after the other: sweep STRIDE. For each piece of work and n = 1, 1 + STRIDE, ... allocation number n fails, alone and
 * then with all that follow, until the work no longer makes that many. A failure must end in LUNULA_ERROR_MEMORY (or be got over), lose nothing and
 * leave the host usable. Allocations are those of the host's allocator; with -DEVERY_MALLOC those of malloc in the whole process, so that libraries
 * which know of no allocator are in it too. Prints what was failed, and "ok" or what went wrong. */
#include <lunula.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long calls, fail_at; /* calls since it was armed; 0: none fails */
static int forever;         /* those behind it fail too */
static long blocks, bytes;  /* live, of the allocator */

static int must_fail(void)
{
    if (fail_at == 0)
        return 0;
    calls++;
    return forever ? calls >= fail_at : calls == fail_at;
}

#ifdef EVERY_MALLOC
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);

void *malloc(size_t size)
{
    return must_fail() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *block, size_t size)
{
    return must_fail() ? NULL : __libc_realloc(block, size);
}
#define ALLOCATOR NULL
#else
static void *allocate(void *user, void *block, size_t old_size, size_t new_size)
{
    void *fresh;
    (void)user;
    if (new_size == 0) {
        blocks -= block != NULL;
        bytes -= block != NULL ? (long)old_size : 0;
        free(block);
        return NULL;
    }
    if ((block == NULL || new_size > old_size) && must_fail())
        return NULL;
    fresh = realloc(block, new_size);
    blocks += fresh != NULL && block == NULL;
    bytes += fresh != NULL ? (long)new_size - (block != NULL ? (long)old_size : 0) : 0;
    return fresh;
}
#define ALLOCATOR allocate
#endif

static void arm(long at, int all)
{
    calls = 0;
    fail_at = at;
    forever = all;
}

static void disarm(void)
{
    fail_at = 0;
}

static lunula_host *create(void)
{
    lunula_host_options options;
    memset(&options, 0, sizeof options);
    options.runtime.alloc = ALLOCATOR;
    options.runtime.threads = 1;
    return lunula_host_create(&options);
}

static const char prelude[] =
    "keras = require 'lunula'\n"
    "x, y = keras.ops.ones { 4, 3 }, keras.ops.ones { 4, 1 }\n"
    "Half = keras.Constraint('Half', { params = { { 'by', 0.5 } }, call = function(self, w) return w * self.by end })\n"
    "keras.saving.register_keras_serializable(Half)\n"
    "function make()\n"
    "  local m = keras.Sequential { keras.Input { shape = { 3 } }, keras.layers.Dense(2, { activation = 'relu' }),\n"
    "    keras.layers.Dense(1, { kernel_constraint = Half() }) }\n"
    "  m:compile { optimizer = 'adam', loss = 'mse' }\n"
    "  return m\n"
    "end\n"
    "model = make() model:fit(x, y, { verbose = 0 }) text = keras.json.encode(keras.saving.serialize_keras_object(model))\n";

static const struct {
    const char *name, *script;
} works[] = {
    { "make a model", "make()" },
    { "train", "local m = make() m:fit(x, y, { verbose = 0, epochs = 2, batch_size = 2 })" },
    { "serialize", "assert(#keras.json.encode(keras.saving.serialize_keras_object(model)) > 100)" },
    { "load a config", "assert(keras.saving.deserialize_keras_object(keras.json.decode(text)))" },
    { "predict", "assert(make():predict(x, { verbose = 0 }).shape[1] == 4)" },
    { "an own loss's gradient",
      "local L = keras.Loss('L', { call = function(self, a, b) return keras.ops.mean((a - b) ^ 2, -1) end })\n"
      "local _, g = keras.value_and_grad(function(w) return L()(y, keras.ops.matmul(x, w)) end)(keras.ops.ones { 3, 1 })" },
};

static long live(lunula_host *host)
{
    lunula_memory memory;
    lunula_host_run_string(host, "collectgarbage() collectgarbage()", "=collect", false);
    lunula_memory_info(lunula_host_runtime(host), &memory);
    return (long)memory.live_tensors;
}

static int is_usable(lunula_host *host)
{
    return lunula_host_run_string(host,
                                  "assert(keras.ops.sum(x):item() == 12 and model:predict(x, { verbose = 0 }).shape[1] == 4)",
                                  "=usable", false) == LUNULA_OK;
}

static int sweep_work(lunula_host *host, int w, long stride, long *failed)
{
    long n, before = live(host), met = 0;
    int all;
    for (all = 0; all < 2; all++)
        for (n = 1;; n += stride) {
            lunula_status status;
            int reached;
            arm(n, all);
            status = lunula_host_run_string(host, works[w].script, "=work", false);
            reached = calls >= n;
            disarm();
            if (status != LUNULA_OK && status != LUNULA_ERROR_MEMORY) {
                printf("%s, allocation %ld%s: status %d: %s\n", works[w].name, n, all ? " and on" : "", status,
                       lunula_host_message(host));
                return 1;
            }
            if (!reached)
                break;
            met++;
            if (live(host) > before) {
                printf("%s, allocation %ld%s: %ld tensors lost\n", works[w].name, n, all ? " and on" : "", live(host) - before);
                return 1;
            }
            if (!is_usable(host)) {
                printf("%s, allocation %ld%s: not usable: %s\n", works[w].name, n, all ? " and on" : "",
                       lunula_host_message(host));
                return 1;
            }
        }
    printf("%s: %ld\n", works[w].name, met);
    *failed += met;
    return 0;
}

static int sweep_creation(long stride, long *failed)
{
    long n, met = 0;
    int all;
    for (all = 0; all < 2; all++)
        for (n = 1;; n += stride) {
            lunula_host *host;
            int reached;
            arm(n, all);
            host = create();
            reached = calls >= n;
            disarm();
            if (host != NULL && lunula_host_message(host)[0] != '\0') {
                printf("load, allocation %ld: %s\n", n, lunula_host_message(host));
                return 1;
            }
            lunula_host_free(host);
            if (blocks != 0 || bytes != 0) {
                printf("load, allocation %ld: %ld blocks, %ld bytes lost\n", n, blocks, bytes);
                return 1;
            }
            if (!reached)
                break;
            met++;
        }
    printf("load: %ld\n", met);
    *failed += met;
    return 0;
}

int main(int argc, char **argv)
{
    long failed = 0, stride = argc > 1 ? atol(argv[1]) : 1, load_stride = argc > 2 ? atol(argv[2]) : 1;
    size_t w;
    lunula_host *host;
    if (sweep_creation(load_stride, &failed) != 0)
        return 1;
    host = create();
    if (host == NULL || lunula_host_run_string(host, prelude, "=prelude", false) != LUNULA_OK) {
        printf("%s\n", host == NULL ? "no host" : lunula_host_message(host));
        return 1;
    }
    for (w = 0; w < sizeof works / sizeof *works; w++)
        if (lunula_host_run_string(host, works[w].script, "=once", false) != LUNULA_OK || !is_usable(host) ||
            sweep_work(host, (int)w, stride, &failed) != 0)
            return 1;
    lunula_host_free(host);
    if (blocks != 0 || bytes != 0) {
        printf("%ld blocks, %ld bytes lost\n", blocks, bytes);
        return 1;
    }
    printf("%ld allocations failed\nok\n", failed);
    return 0;
}
