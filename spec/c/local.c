/* Local views: what they are, when there is none, what they count as, and that others may hold them on other threads. Prints "ok" or what failed. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <lunula.h>

#include "check.h"

static int ended; /* how often memory of ours was given back */
static float values[6] = { 0, 1, 2, 3, 4, 5 };
static const int64_t shape[] = { 3, 2 };

static void end(void *user, void *data)
{
    (void)user;
    (void)data;
    ended++;
}

static lunula_tensor *wrapped(lunula_runtime *runtime)
{
    lunula_tensor *t = NULL;
    ended = 0;
    return lunula_tensor_wrap(runtime, LUNULA_FLOAT32, 2, shape, values, end, NULL, &t) == LUNULA_OK ? t : NULL;
}

static double element(lunula_runtime *runtime, const lunula_tensor *t, int64_t index)
{
    double value = -1;
    lunula_tensor_get_double(runtime, t, index, &value);
    return value;
}

static lunula_memory memory_of(lunula_runtime *runtime)
{
    lunula_memory memory;
    lunula_memory_info(runtime, &memory);
    return memory;
}

static void *release_there(void *tensor)
{
    lunula_tensor_release(tensor);
    return NULL;
}

static int elsewhere(lunula_tensor *t)
{
    pthread_t other;
    CHECK(pthread_create(&other, NULL, release_there, t) == 0);
    pthread_join(other, NULL);
    return 0;
}

/* Rows, parts and reshapes have the elements that they should have. */
static int kinds(lunula_runtime *runtime)
{
    const int64_t column[] = { 3 }, step[] = { 2 }, wide[] = { 2, 3 }, hole[] = { 3, -1, 1 }, flat[] = { 6 };
    lunula_tensor *x = wrapped(runtime), *t;
    t = lunula_local_row(runtime, x, -1);
    CHECK(lunula_tensor_rank(t) == 1 && lunula_tensor_size(t) == 2 && element(runtime, t, 1) == 5);
    CHECK(lunula_tensor_data(t) == values + 4);
    lunula_local_release(runtime, t);
    t = lunula_local_view(runtime, x, 1, column, step, 1);
    CHECK(lunula_tensor_size(t) == 3 && element(runtime, t, 2) == 5 && lunula_tensor_data(t) == NULL);
    CHECK(lunula_local_reshape(runtime, t, 1, column) == NULL); /* not in C order */
    lunula_local_release(runtime, t);
    t = lunula_local_reshape(runtime, x, 2, wide);
    CHECK(lunula_tensor_shape(t)[1] == 3 && lunula_tensor_strides(t)[0] == 3 && element(runtime, t, 4) == 4);
    lunula_local_release(runtime, t);
    t = lunula_local_reshape(runtime, x, 3, hole);
    CHECK(lunula_tensor_shape(t)[1] == 2 && lunula_tensor_strides(t)[0] == 2 && lunula_tensor_data(t) == values);
    lunula_local_release(runtime, t);
    t = lunula_local_reshape(runtime, x, 1, flat);
    CHECK(lunula_tensor_size(t) == 6);
    lunula_tensor_release(x);
    x = lunula_local_row(runtime, t, 3);
    lunula_local_release(runtime, t);
    CHECK(lunula_tensor_rank(x) == 0 && element(runtime, x, 0) == 3 && ended == 0);
    lunula_local_release(runtime, x);
    lunula_local_release(runtime, NULL);
    CHECK(ended == 1);
    return 0;
}

/* Where there is none. */
static int none(lunula_runtime *runtime)
{
    const int64_t empty[] = { 0, 2 }, ones[] = { 1, 1 };
    static const int64_t unfit[][2] = { { 2, 2 }, { -1, -1 }, { -1, 4 }, { 0, -1 }, { -2, 3 }, { -1, 7 }, { INT64_MAX, 6 } };
    lunula_tensor *x = wrapped(runtime), *t;
    lunula_runtime *other = lunula_create(NULL);
    lunula_tape *tape;
    size_t i;
    CHECK(lunula_local_row(runtime, x, 3) == NULL && lunula_local_row(runtime, x, -4) == NULL);
    CHECK(lunula_local_row(runtime, x, INT64_MIN) == NULL && lunula_local_row(runtime, x, INT64_MAX) == NULL);
    CHECK(lunula_local_row(other, x, 0) == NULL && lunula_local_view(other, x, 1, shape, ones, 0) == NULL);
    for (i = 0; i < sizeof unfit / sizeof *unfit; i++)
        CHECK(lunula_local_reshape(runtime, x, 2, unfit[i]) == NULL);
    CHECK(lunula_local_reshape(runtime, x, 33, shape) == NULL && lunula_local_reshape(runtime, x, -1, shape) == NULL);
    CHECK(lunula_tape_start(runtime, &tape) == LUNULA_OK);
    CHECK(lunula_local_row(runtime, x, 0) == NULL && lunula_local_reshape(runtime, x, 2, shape) == NULL);
    CHECK(lunula_local_view(runtime, x, 2, ones, ones, 0) == NULL);
    lunula_tape_free(runtime, tape);
    t = lunula_local_row(runtime, x, 0);
    CHECK(t != NULL);
    lunula_tensor_retain(t);
    lunula_local_release(runtime, t);
    lunula_local_release(other, t);
    t = lunula_local_row(runtime, x, 0);
    lunula_tensor_retain(t);
    lunula_local_release(other, t);
    lunula_local_release(runtime, t);
    CHECK(ended == 0);
    lunula_tensor_release(x);
    CHECK(ended == 1);
    lunula_free(other);
    CHECK(lunula_tensor_symbol(runtime, LUNULA_FLOAT32, 2, shape, &x) == LUNULA_OK);
    CHECK(lunula_local_row(runtime, x, 0) == NULL && lunula_local_reshape(runtime, x, 2, shape) == NULL);
    lunula_tensor_release(x);
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 2, empty, NULL, &x) == LUNULA_OK);
    CHECK(lunula_local_row(runtime, x, 0) == NULL && lunula_local_reshape(runtime, x, 2, empty) == NULL);
    lunula_tensor_release(x);
    CHECK(lunula_weak_float(runtime, 1, &x) == LUNULA_OK && lunula_local_row(runtime, x, 0) == NULL);
    lunula_tensor_release(x);
    return 0;
}

/* Whoever is the last to hold one, and wherever, the memory is given back once. */
static int shared(lunula_runtime *runtime)
{
    lunula_tensor *x, *t, *last;
    int round;
    for (round = 0; round < 4; round++) {
        x = wrapped(runtime);
        t = lunula_local_row(runtime, x, 1);
        last = round % 2 == 0 ? NULL : lunula_local_row(runtime, x, 2); /* beside it another one */
        lunula_tensor_release(x);
        lunula_tensor_retain(t);
        if (round < 2) { /* the maker lets go first */
            lunula_local_release(runtime, t);
            CHECK(element(runtime, t, 0) == 2 && ended == 0);
            CHECK(elsewhere(t) == 0);
        } else {
            CHECK(elsewhere(t) == 0);
            CHECK(element(runtime, t, 0) == 2 && ended == 0);
            lunula_local_release(runtime, t);
        }
        CHECK(ended == (last == NULL));
        lunula_local_release(runtime, last);
        CHECK(ended == 1);
    }
    return 0;
}

/* Two holders on the maker's thread, as two userdata of one tensor are. */
static int twice(lunula_runtime *runtime)
{
    lunula_tensor *x = wrapped(runtime), *t = lunula_local_row(runtime, x, 1), *beside = lunula_local_row(runtime, x, 2);
    lunula_tensor_release(x);
    lunula_tensor_retain(t);
    lunula_local_release(runtime, t);
    lunula_local_release(runtime, t);
    CHECK(ended == 0 && element(runtime, beside, 0) == 4);
    lunula_local_release(runtime, beside);
    CHECK(ended == 1);
    return 0;
}

/* Another runtime on another thread gives back what it holds of this one's, while this one goes on. */
enum { CROSSED = 4000 };
static lunula_tensor *crossing[CROSSED];

static void *release_by_another(void *unused)
{
    lunula_runtime *runtime = lunula_create(NULL);
    int i;
    for (i = 0; i < CROSSED; i++)
        lunula_local_release(runtime, crossing[i]);
    lunula_free(runtime);
    return unused;
}

static int crossed(lunula_runtime *runtime)
{
    static lunula_tensor *mine[CROSSED];
    lunula_memory before = memory_of(runtime), after;
    lunula_tensor *x = wrapped(runtime);
    pthread_t other;
    int i;
    for (i = 0; i < CROSSED; i++) {
        if (i % 2 == 0)
            mine[i] = lunula_local_row(runtime, x, i % 3);
        else
            CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 2, shape, values, &mine[i]) == LUNULA_OK);
        crossing[i] = lunula_tensor_retain(mine[i]);
    }
    CHECK(pthread_create(&other, NULL, release_by_another, NULL) == 0);
    for (i = 0; i < CROSSED; i++) {
        CHECK(element(runtime, mine[i], 1) == (i % 2 == 0 ? 2 * (i % 3) + 1 : 1));
        lunula_local_release(runtime, mine[i]);
        lunula_local_release(runtime, lunula_local_row(runtime, x, 0));
    }
    pthread_join(other, NULL);
    CHECK(ended == 0);
    lunula_tensor_release(x);
    after = memory_of(runtime);
    CHECK(ended == 1 && after.live_tensors == before.live_tensors && after.live_bytes == before.live_bytes);
    return 0;
}

/* More than are counted together; and what all of them count as. */
static int many(lunula_runtime *runtime)
{
    enum { COUNT = 140000 };
    static lunula_tensor *made[COUNT];
    lunula_tensor *x = wrapped(runtime);
    lunula_memory before, amid, after;
    int i;
    before = memory_of(runtime);
    for (i = 0; i < COUNT; i++)
        CHECK((made[i] = lunula_local_row(runtime, x, i % 3)) != NULL);
    amid = memory_of(runtime);
    CHECK(amid.live_tensors == before.live_tensors + COUNT && amid.live_bytes == before.live_bytes + COUNT * (size_t)128);
    lunula_tensor_release(x);
    for (i = 0; i < COUNT; i++) {
        int k = (int)((int64_t)i * 7919 % COUNT);
        CHECK(ended == 0 && element(runtime, made[k], 1) == 2 * (k % 3) + 1);
        if (k % 5 == 0)
            CHECK(lunula_tensor_retain(made[k]) == made[k]);
        lunula_local_release(runtime, made[k]);
        if (k % 5 == 0)
            lunula_tensor_release(made[k]);
    }
    after = memory_of(runtime);
    CHECK(ended == 1 && after.live_tensors == before.live_tensors - 1);
    CHECK(after.live_bytes < before.live_bytes && after.cached_bytes > before.cached_bytes);
    lunula_memory_trim(runtime);
    after = memory_of(runtime);
    CHECK(after.cached_bytes == 0 && after.live_tensors == before.live_tensors - 1);
    return 0;
}

/* What is kept for the next small tensor makes room where there is a limit, serves both ways of freeing, and outlives no runtime. */
static int kept(lunula_runtime *runtime)
{
    const int64_t large[] = { 1 << 18 };
    lunula_tensor *x = wrapped(runtime), *t[1000], *big;
    lunula_memory memory;
    size_t requests;
    int i, round;
    for (round = 0; round < 3; round++) {
        requests = memory_of(runtime).requests;
        for (i = 0; i < 1000; i++)
            t[i] = lunula_local_row(runtime, x, 0);
        for (i = 0; i < 1000; i++) {
            if (i % 2 == round % 2)
                lunula_tensor_retain(t[i]);
            lunula_local_release(runtime, t[i]);
            if (i % 2 == round % 2)
                lunula_tensor_release(t[i]);
        }
    }
    memory = memory_of(runtime);
    CHECK(memory.requests == requests && memory.cached_bytes >= 128000);
    lunula_set_memory_limit(runtime, memory.live_bytes + memory.lent_bytes + ((size_t)1 << 20) + 4096);
    CHECK(lunula_tensor_create(runtime, LUNULA_FLOAT32, 1, large, NULL, &big) == LUNULA_OK);
    CHECK(memory_of(runtime).cached_bytes == 0);
    lunula_tensor_release(big);
    lunula_set_memory_limit(runtime, 0);
    t[0] = lunula_tensor_retain(lunula_local_row(runtime, x, 1));
    t[1] = lunula_local_row(runtime, x, 1);
    lunula_local_release(runtime, t[0]);
    lunula_local_release(runtime, t[1]);
    lunula_tensor_release(x);
    lunula_free(runtime);
    CHECK(ended == 0 && elsewhere(t[0]) == 0 && ended == 1);
    return 0;
}

int main(void)
{
    lunula_runtime *runtime = lunula_create(NULL);
    if (kinds(runtime) != 0 || none(runtime) != 0 || shared(runtime) != 0 || twice(runtime) != 0 || crossed(runtime) != 0 ||
        many(runtime) != 0 || kept(runtime) != 0)
        return 1;
    puts("ok");
    return 0;
}
