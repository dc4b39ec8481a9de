package org.vitrine.engine.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootOrderTest {
    private final BootOrder order = new BootOrder();

    @Test
    void what_has_an_index_comes_first_and_the_rest_as_added() {
        order.add(null, BootOrder.ahciPort(31, 2, 0));
        order.add(7, BootOrder.ahciPort(31, 2, 1));
        order.add(null, BootOrder.ahciPort(31, 2, 10));
        order.add(0, BootOrder.pciFunction("1b36,0010", 2));

        assertThat(order.text()).isEqualTo("""
                        /pci@i0cf8/pci1b36,0010@2
                        /pci@i0cf8/pci8086,2922@1f,2/drive@1/disk@0
                        /pci@i0cf8/pci8086,2922@1f,2/drive@0/disk@0
                        /pci@i0cf8/pci8086,2922@1f,2/drive@a/disk@0""");
    }
}
