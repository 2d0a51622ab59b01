package main

import (
	"math"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	hostCores  = 32
	hostMhz    = 2600
	hostMiB    = 262144
	ownMhz     = 900  // what a host needs for itself
	ownMiB     = 4096 // likewise
	stoppedOne = 9    // one VM of so many is stopped
)

// populate gives hosts and VMs sizes and loads of an ordinary cluster, and puts more VMs on the first host of each cluster.
func populate() {
	for _, o := range simulator.Map.All("HostSystem") {
		h := o.(*simulator.HostSystem)
		h.Summary.Hardware.NumCpuCores, h.Summary.Hardware.NumCpuThreads = hostCores, 2*hostCores
		h.Summary.Hardware.CpuMhz, h.Summary.Hardware.MemorySize = hostMhz, hostMiB<<20
		h.Summary.Hardware.CpuModel = "Intel(R) Xeon(R) Gold 6430"
		h.Summary.Config.VmotionEnabled = true
		h.Summary.MaxEVCModeKey, h.Summary.CurrentEVCModeKey = "intel-sapphirerapids", "intel-icelake"
		h.Vm = nil
	}
	for _, o := range simulator.Map.All("ClusterComputeResource") {
		c := o.(*simulator.ClusterComputeResource)
		setDrs(c, "")
		populateCluster(c)
	}
	refreshHosts(1)
}

func populateCluster(c *simulator.ClusterComputeResource) {
	pool := simulator.Map.Get(*c.ResourcePool).(*simulator.ResourcePool)
	for i, vmRef := range pool.Vm {
		old := simulator.Map.Get(vmRef).(*simulator.VirtualMachine)
		vm := &liveVM{VirtualMachine: *old}
		host := c.Host[i%len(c.Host)]
		if i%5 == 4 {
			host = c.Host[0]
		}
		vm.Runtime.Host, vm.Summary.Runtime.Host = &host, &host
		h := simulator.Map.Get(host).(*simulator.HostSystem)
		h.Vm = append(h.Vm, vm.Self)
		vcpus, mib := int32(2<<(i%3)), int32(4096<<(i%3))
		vm.Config.Hardware.NumCPU, vm.Config.Hardware.MemoryMB = vcpus, mib
		vm.Summary.Config.NumCpu, vm.Summary.Config.MemorySizeMB = vcpus, mib
		if i%stoppedOne == stoppedOne-1 {
			vm.Runtime.PowerState, vm.Summary.Runtime.PowerState = types.VirtualMachinePowerStatePoweredOff, types.VirtualMachinePowerStatePoweredOff
		} else {
			share := 0.25 + 0.09*float64(i%7)
			vm.Summary.QuickStats = types.VirtualMachineQuickStats{
				OverallCpuUsage:  int32(share * float64(vcpus) * hostMhz),
				GuestMemoryUsage: int32(share * float64(mib)),
				HostMemoryUsage:  mib * 9 / 10,
				UptimeSeconds:    86400,
			}
		}
		simulator.Map.Put(vm)
	}
}

// refreshHosts derives the figures of the hosts from those of their VMs. As in vCenter, nothing is announced.
func refreshHosts(factor float64) {
	for _, o := range simulator.Map.All("HostSystem") {
		h := o.(*simulator.HostSystem)
		mhz, mib := float64(ownMhz), int32(ownMiB)
		for _, vmRef := range h.Vm {
			if vm, ok := simulator.Map.Get(vmRef).(*liveVM); ok && vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
				mhz += float64(vm.Summary.QuickStats.OverallCpuUsage)
				mib += vm.Summary.QuickStats.HostMemoryUsage
			}
		}
		most := float64(hostCores * hostMhz)
		simulator.Map.WithLock(h, func() {
			h.Summary.QuickStats = types.HostListSummaryQuickStats{
				OverallCpuUsage: int32(math.Min(mhz*factor, most)), OverallMemoryUsage: mib, Uptime: 86400}
		})
	}
}

// vary lets the load of all VMs rise and fall, for somebody who looks at it.
func vary(every time.Duration) {
	base := map[ref]int32{}
	for _, o := range simulator.Map.All("VirtualMachine") {
		if vm, ok := o.(*liveVM); ok {
			base[vm.Self] = vm.Summary.QuickStats.OverallCpuUsage
		}
	}
	for tick := 0; ; tick++ {
		time.Sleep(every)
		i := 0
		for vmRef, mhz := range base {
			i++
			if vm, ok := simulator.Map.Get(vmRef).(*liveVM); ok {
				factor := 1 + 0.25*math.Sin(float64(tick)/20+float64(i))
				simulator.Map.WithLock(vm, func() { vm.Summary.QuickStats.OverallCpuUsage = int32(float64(mhz) * factor) })
			}
		}
		refreshHosts(1)
	}
}
