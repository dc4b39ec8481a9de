package org.vitrine.engine.control;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.engine.image.block.DiskUsage;
import org.vitrine.engine.linux.ProcessUsage;
import org.vitrine.engine.machine.MachineControl;
import org.vitrine.engine.machine.NetworkControl;
import org.vitrine.engine.machine.StorageControl;
import org.vitrine.engine.qmp.QmpException;

/** What a machine uses of its host, in numbers that only grow but for memory: {@code x-vitrine-query-usage}. */
final class UsageCommands {
    private final MachineControl machine;

    UsageCommands(MachineControl machine) {
        this.machine = machine;
    }

    List<QmpCommand> all() {
        return List.of(new QmpCommand("x-vitrine-query-usage", this::query));
    }

    private Object query(Arguments arguments) throws QmpException {
        arguments.end();
        List<Object> cpus = new ArrayList<>();
        for (MachineControl.CpuInfo cpu : machine.cpus()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("cpu-index", cpu.id());
            entry.put("time-ns", ProcessUsage.threadNanos(cpu.threadId()));
            cpus.add(entry);
        }
        List<Object> disks = new ArrayList<>();
        for (StorageControl.DiskUse disk : machine.storage().usage()) {
            DiskUsage.Totals totals = disk.totals();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("device", disk.id());
            entry.put("rd_bytes", totals.bytesRead());
            entry.put("rd_operations", totals.reads());
            entry.put("wr_bytes", totals.bytesWritten());
            entry.put("wr_operations", totals.writes());
            entry.put("flush_operations", totals.flushes());
            disks.add(entry);
        }
        List<Object> networks = new ArrayList<>();
        for (NetworkControl.InterfaceInfo info : machine.networks().interfaces()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("device", info.network().id());
            entry.put("bytes-sent", info.usage().bytesSent());
            entry.put("frames-sent", info.usage().framesSent());
            entry.put("bytes-received", info.usage().bytesReceived());
            entry.put("frames-received", info.usage().framesReceived());
            networks.add(entry);
        }
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("host-time-ns", System.nanoTime());
        usage.put("cpus", cpus);
        usage.put("resident-bytes", ProcessUsage.residentBytes());
        usage.put("disks", disks);
        usage.put("networks", networks);
        return usage;
    }
}
