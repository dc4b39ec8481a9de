package org.vitrine.engine.machine;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.engine.kvm.KvmVm;

/**
 * Where the board's lines lead: the first sixteen to the PICs, all twenty-four to the I/O APIC, the PIT's line 0 to its input 2, as the
 * MADT's interrupt source override says.
 */
final class InterruptRoutes {
    private static final int PIC_LINES = 16;
    private static final int CASCADE = 2;
    private static final int PIT_INPUT = 2;

    private InterruptRoutes() {}

    static List<KvmVm.Route> ofBoard() {
        List<KvmVm.Route> routes = new ArrayList<>();
        for (int gsi = 0; gsi < KvmVm.GSI_COUNT; gsi++) {
            if (gsi < PIC_LINES && gsi != CASCADE) {
                routes.add(new KvmVm.Route.Pic(gsi, gsi));
            }
            if (gsi == 0) {
                routes.add(new KvmVm.Route.IoApic(gsi, PIT_INPUT));
            } else if (gsi != CASCADE) {
                routes.add(new KvmVm.Route.IoApic(gsi, gsi));
            }
        }
        return routes;
    }
}
