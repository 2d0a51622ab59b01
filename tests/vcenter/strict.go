package main

// The simulator accepts elements that do not exist, that are in the wrong order, or that are missing. A vCenter does not. Every
// request is checked against vim25/types, which VMware generates from its WSDL, by reflection.

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"os"
	"reflect"
	"strings"

	"github.com/vmware/govmomi/vim25/types"
)

type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
}

type field struct {
	name       string
	typ        reflect.Type
	isOptional bool
}

// fieldsOf lists the elements of a type in their order, those of its base types first.
func fieldsOf(t reflect.Type) (fields []field) {
	t = inner(t)
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		if f.Anonymous {
			fields = append(fields, fieldsOf(f.Type)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("xml"), ",")
		options = "," + options + ","
		if name == "" || strings.Contains(options, ",attr,") || strings.Contains(options, ",chardata,") {
			continue
		}
		isOptional := strings.Contains(options, "omitempty") || f.Type.Kind() == reflect.Ptr || f.Type.Kind() == reflect.Slice
		fields = append(fields, field{name, f.Type, isOptional})
	}
	return fields
}

func inner(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Ptr || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

// namedType is the type that an element says it has (xsi:type); nil: it says none, or a simple one.
func namedType(n node) (t reflect.Type, isSimple bool, err error) {
	for _, a := range n.Attrs {
		if a.Name.Local != "type" || !strings.Contains(a.Name.Space, "XMLSchema-instance") {
			continue
		}
		if strings.HasPrefix(a.Value, "xsd:") {
			return nil, true, nil
		}
		t, ok := types.TypeFunc()(a.Value[strings.Index(a.Value, ":")+1:])
		if !ok {
			return nil, false, fmt.Errorf("no type %s", a.Value)
		}
		return t, false, nil
	}
	return nil, false, nil
}

func check(n node, t reflect.Type, path string) error {
	named, isSimple, err := namedType(n)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if isSimple {
		return nil
	}
	if named != nil {
		t = named
	}
	t = inner(t)
	if t.Kind() == reflect.Interface && len(n.Children) > 0 && strings.HasPrefix(t.Name(), "Base") {
		if base, ok := types.TypeFunc()(strings.TrimPrefix(t.Name(), "Base")); ok {
			return check(n, base, path)
		}
	}
	if t.Kind() != reflect.Struct || t.String() == "time.Time" {
		return nil
	}
	return checkFields(n, t, path)
}

func checkFields(n node, t reflect.Type, path string) error {
	fields, at, seen := fieldsOf(t), 0, map[string]bool{}
	for _, c := range n.Children {
		name := c.XMLName.Local
		i := at
		for i < len(fields) && fields[i].name != name {
			i++
		}
		if i == len(fields) {
			return fmt.Errorf("%s: element %s is unknown or out of order in %s", path, name, t.Name())
		}
		if seen[name] && fields[i].typ.Kind() != reflect.Slice {
			return fmt.Errorf("%s: element %s twice", path, name)
		}
		at, seen[name] = i, true
		if err := check(c, fields[i].typ, path+"/"+name); err != nil {
			return err
		}
	}
	for _, f := range fields {
		if !f.isOptional && !seen[f.name] {
			return fmt.Errorf("%s: element %s of %s is missing", path, f.name, t.Name())
		}
	}
	return nil
}

// checkRequest is what a vCenter's types say of a SOAP document; nil: it fits.
func checkRequest(raw []byte) error {
	var envelope node
	if err := xml.Unmarshal(raw, &envelope); err != nil {
		return err
	}
	if len(envelope.Children) == 0 {
		return fmt.Errorf("no body")
	}
	body := envelope.Children[len(envelope.Children)-1]
	if len(body.Children) != 1 {
		return fmt.Errorf("not one method in the body")
	}
	method := body.Children[0]
	t, ok := types.TypeFunc()(method.XMLName.Local)
	if !ok {
		return fmt.Errorf("no method %s", method.XMLName.Local)
	}
	return check(method, t, method.XMLName.Local)
}

// strict refuses requests that a vCenter's types would refuse.
func strict(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sdk" && r.Method == http.MethodPost {
			raw, err := io.ReadAll(r.Body)
			if err == nil {
				err = checkRequest(raw)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, "refused:", err)
				http.Error(w, "not a request of vim25: "+err.Error(), http.StatusBadRequest)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(raw))
		}
		next.ServeHTTP(w, r)
	})
}
