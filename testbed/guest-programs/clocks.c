/*
 * Says where a guest's clocks stand, on every processor.
 *
 *   clocks
 *
 * A line for each: "clocks CPU TSC MONOTONIC HPET HERTZ": the time-stamp counter, the kernel's monotonic clock and the HPET's
 * main counter in nanoseconds at the same time, and how often the time-stamp counter counts in a second, measured over a second on the
 * first processor. Root's, for the HPET is read through /dev/mem at its usual place.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define HPET_BASE 0xfed00000
/* IA-PC HPET specification 1.0a, section 2.3: the period in femtoseconds, and the main counter. */
#define HPET_PERIOD 0x04
#define HPET_COUNTER 0xf0

struct clocks {
	uint64_t tsc;
	uint64_t monotonic;
	uint64_t hpet;
};

static volatile uint8_t *hpet;

static uint64_t read_hpet(void)
{
	unsigned __int128 count = *(volatile uint64_t *)(hpet + HPET_COUNTER);

	return count * *(volatile uint32_t *)(hpet + HPET_PERIOD) / 1000000;
}

static struct clocks read_clocks(void)
{
	struct timespec time;
	struct clocks best = { 0 }, now;
	uint64_t least = UINT64_MAX;

	/* The reading that was disturbed least. */
	for (int i = 0; i < 50; i++) {
		uint64_t before = __builtin_ia32_rdtsc();
		clock_gettime(CLOCK_MONOTONIC, &time);
		now.hpet = read_hpet();
		uint64_t after = __builtin_ia32_rdtsc();
		now.tsc = before + (after - before) / 2;
		now.monotonic = time.tv_sec * 1000000000ULL + time.tv_nsec;
		if (after - before < least) {
			least = after - before;
			best = now;
		}
	}
	return best;
}

static void go_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("sched_setaffinity");
		exit(1);
	}
}

int main(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int memory = open("/dev/mem", O_RDONLY);

	if (memory >= 0)
		hpet = mmap(NULL, 4096, PROT_READ, MAP_SHARED, memory, HPET_BASE);
	if (memory < 0 || hpet == MAP_FAILED) {
		perror("/dev/mem");
		return 1;
	}
	go_to(0);
	struct clocks first = read_clocks();
	sleep(1);
	struct clocks second = read_clocks();
	double hertz = (second.tsc - first.tsc) * 1e9 / (second.monotonic - first.monotonic);
	for (int cpu = 0; cpu < cpus; cpu++) {
		go_to(cpu);
		struct clocks now = read_clocks();
		printf("clocks %d %llu %llu %llu %.0f\n", cpu, (unsigned long long)now.tsc,
			(unsigned long long)now.monotonic, (unsigned long long)now.hpet, hertz);
	}
	return 0;
}
