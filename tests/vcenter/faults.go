package main

import (
	"github.com/vmware/govmomi/vim25/types"
)

// faultNamed is one of vCenter's typed faults, with the data that it carries there.
func faultNamed(name string, vm, host *ref) types.BaseMethodFault {
	switch name {
	case "InsufficientMemoryResourcesFault":
		return &types.InsufficientMemoryResourcesFault{Unreserved: 1 << 20, Requested: 1 << 30}
	case "FeatureRequirementsNotMet":
		return &types.FeatureRequirementsNotMet{Vm: vm, Host: host, FeatureRequirement: []types.VirtualMachineFeatureRequirement{
			{Key: "cpuid.avx512f", FeatureName: "cpuid.avx512f", Value: "Bool:Min:1"}}}
	case "CannotAccessNetwork":
		return &types.CannotAccessNetwork{CannotAccessVmDevice: types.CannotAccessVmDevice{
			Device: "Network adapter 1", Backing: "VM Network"}}
	case "CannotAccessVmDisk":
		return &types.CannotAccessVmDisk{
			CannotAccessVmDevice: types.CannotAccessVmDevice{Device: "Hard disk 1", Backing: "[local] x.vmdk"},
			Fault:                types.LocalizedMethodFault{Fault: new(types.FileNotFound)}}
	case "DeviceNotSupported":
		return &types.DeviceNotSupported{Device: "PCI device 0"}
	case "VMotionNotConfigured":
		return &types.VMotionNotConfigured{VMotionInterfaceIssue: types.VMotionInterfaceIssue{
			FailedHost: "host", FailedHostEntity: host}}
	case "HostNotConnected":
		return new(types.HostNotConnected)
	case "HostNotReachable":
		return new(types.HostNotReachable)
	case "NoPermission":
		return &types.NoPermission{Object: *vm, PrivilegeId: "Resource.HotMigrate"}
	case "Timedout":
		return new(types.Timedout)
	case "RequestCanceled":
		return new(types.RequestCanceled)
	case "TaskInProgress":
		return new(types.TaskInProgress)
	}
	return new(types.MigrationFault)
}
